"""The LookML of bi/lookml, held against the marts' contracts and against itself, without running it."""

from __future__ import annotations

import importlib.util
import re
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from project import ROOT

from bi.looker.checks import (
    WITHOUT_A_DIMENSION,
    column_problems,
    columns_of,
    declared_fields,
    parameter_problems,
)
from bi.looker.files import LOOKML, LookmlError, included_files, parse, read_constants
from bi.looker.model import Field, Model, View, load_model
from bi.looker.runner import to_duckdb
from bi.looker.sql import Query
from bi.marts import load_marts

OPEN, RESTRICTED = load_model("cs_productivity"), load_model("cs_productivity_restricted")
MODELS = (OPEN, RESTRICTED)
# a view that is in both models is declared by the same files, but refined by more of them in the restricted one
VIEWS = OPEN.views | RESTRICTED.views
MARTS = load_marts()
TODAY = date(2026, 3, 16)
BUILT_IN_FORMATS = {"decimal_0", "decimal_1", "decimal_2", "decimal_3", "percent_0", "percent_1", "percent_2"}
# what cannot be summed or averaged: a ratio, a percentile, an estimate
NO_SUM = re.compile(
    r".*_(share|rate|wape|level|pct|low_pct|p\d+_seconds)|per_1000_.*|average_.*|change_of_week.*|.*adherence(_low|_high)?"
    r"|(published_)?aht_seconds|occupancy|shrinkage|conformance|loss_rate|p_value|.*_p|baseline|lower|upper"
)


def fields_of(*models: Model) -> list[Field]:
    """Each declared field of the views of models, once."""
    views = {name: view for model in models for name, view in model.views.items()}
    return [field for view in views.values() for field in declared_fields(view)]


def generator() -> ModuleType:
    """The script that writes the views."""
    spec = importlib.util.spec_from_file_location("generate", LOOKML / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_file_is_lookml_and_in_a_model() -> None:
    files = set(LOOKML.rglob("*.lkml"))
    for path in files:
        assert parse(path), path
    assert len(list(LOOKML.glob("*.model.lkml"))) == len(MODELS)
    included = {path for model in MODELS for path in included_files(LOOKML / f"{model.name}.model.lkml")}
    assert files - included == {LOOKML / "manifest.lkml"} | set(LOOKML.glob("*.model.lkml"))


@pytest.mark.parametrize("text", ["view: cut_off {", "view: x { dimension: y { type: } }", "dimension"])
def test_what_is_no_lookml_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.view.lkml"
    path.write_text(text)
    with pytest.raises(LookmlError, match=r"bad\.view\.lkml"):
        parse(path)


def test_the_views_are_those_that_the_generator_writes() -> None:
    written = generator().render_views()
    found = {
        path.relative_to(LOOKML): path.read_text(encoding="utf-8")
        for folder in ("marts", "per_agent")
        for path in (LOOKML / "views" / folder).iterdir()
    }
    assert set(found) == set(written)
    stale = [str(path) for path, text in written.items() if found[path] != text]
    assert not stale, "run python bi/lookml/generate.py"


def test_every_column_has_a_dimension_and_every_field_a_column() -> None:
    assert set(MARTS) <= set(VIEWS)
    assert column_problems(VIEWS, MARTS) == []
    assert all(mart in MARTS and column in MARTS[mart] for mart, column in WITHOUT_A_DIMENSION)


@pytest.mark.parametrize("mart", sorted(MARTS))
def test_a_renamed_column_is_found(mart: str) -> None:
    for column in MARTS[mart]:
        renamed = {("renamed" if name == column else name): value for name, value in MARTS[mart].items()}
        problems = column_problems(VIEWS, MARTS | {mart: renamed})
        assert f"{mart}.renamed has no dimension" in problems
        assert any(f"names the column {column}, which the mart lacks" in problem for problem in problems)


def test_dimensions_say_what_the_contract_says() -> None:
    for mart, columns in MARTS.items():
        described = {
            field.parameters["sql"]: field.parameters["description"]
            for field in declared_fields(VIEWS[mart])
            if field.kind != "measure"
        }
        for name, column in columns.items():
            assert described[f"${{TABLE}}.{name}"] == " ".join(column.description.split()), f"{mart}.{name}"


def test_everything_that_people_see_is_described() -> None:
    for field in fields_of(*MODELS):
        assert field.parameters.get("description", "").endswith((".", "?")), f"{field.view}.{field.name}"
    for model in MODELS:
        for explore in model.explores.values():
            assert explore.parameters["description"] and explore.parameters["label"], explore.name


def test_dates_of_the_marts_are_not_converted() -> None:
    for mart, columns in MARTS.items():
        groups = {f.parameters["sql"]: f.parameters for f in declared_fields(VIEWS[mart]) if f.type == "time"}
        for name, column in columns.items():
            group = groups.get(f"${{TABLE}}.{name}")
            if column.type == "date":
                assert (group["datatype"], group["convert_tz"]) == ("date", "no"), f"{mart}.{name}"
            if column.type == "timestamp":
                assert (group["datatype"], group.get("convert_tz", "yes")) == ("timestamp", "yes"), name
    # a wall clock is one already
    assert all(
        field.parameters["convert_tz"] == "no"
        for field in fields_of(*MODELS)
        if field.parameters.get("datatype") == "datetime"
    )


def test_no_measure_is_a_mean_or_a_sum_of_ratios() -> None:
    weighted = set()
    for field in fields_of(*MODELS):
        if field.kind != "measure":
            continue
        sql, name = field.parameters.get("sql", ""), f"{field.view}.{field.name}"
        assert "average" not in field.type and "avg(" not in sql and "median" not in field.type, name
        ratios = {column for column in columns_of(sql) if NO_SUM.fullmatch(column)}
        if field.type in ("sum", "sum_distinct") and ratios:
            # a ratio may be summed with its own weight, and nothing else
            assert re.fullmatch(r"\$\{TABLE\}\.\w+ \* \$\{TABLE\}\.\w+", sql) and len(ratios) == 1, name
            weighted.add(name)
        if field.type == "number" and "/ " in sql.replace("/ 60", "").replace("/ 3600", ""):
            assert "nullif(" in sql or "${intervals}" in sql or "count(distinct" in sql, name
    assert weighted == {
        "fct_required_headcount.busy_agents_sum",
        "fct_required_headcount.inquiries_predicted_in_time",
        "fct_staffing_outcomes.desk_adherent_sum",
        "fct_staffing_outcomes.inquiries_predicted_in_time",
    }


@pytest.mark.parametrize(
    ("model", "explore"), [(model, name) for model in MODELS for name in model.explores], ids=str
)
def test_every_field_of_an_explore_is_sql_of_bigquery(model: Model, explore: str) -> None:
    """A reference that leads nowhere, and SQL that does not parse, raise."""
    base = model.explores[explore].base
    for name, field in model.offered(model.explores[explore]).items():
        if field.kind != "measure" or name.startswith(f"{base}."):
            assert to_duckdb(Query(model, explore, TODAY).select([name]))
        else:
            # what a joined view measures is measured in its own explore
            assert field.view in {other.base for other in model.explores.values()}, name


def test_views_have_one_primary_key_and_joins_are_many_to_one() -> None:
    for view in VIEWS.values():
        keys = [field.name for field in declared_fields(view) if "primary_key" in field.parameters]
        assert keys == ["row_key"], view.name
    for model in MODELS:
        for explore in model.explores.values():
            for name, join in explore.joins.items():
                assert (join["relationship"], join["type"]) == ("many_to_one", "left_outer"), name


def test_measures_are_written_in_a_format_that_there_is() -> None:
    for model in MODELS:
        for view in model.views.values():
            for field in declared_fields(view):
                chosen = field.parameters.get("value_format_name")
                assert chosen is None or chosen in model.formats | BUILT_IN_FORMATS, field.name
                assert chosen or field.kind != "measure", f"{view.name}.{field.name} has no format"


def test_only_parameters_that_the_project_knows_are_used() -> None:
    assert [problem for model in MODELS for problem in parameter_problems(model)] == []


def test_what_differs_between_installations_stands_in_the_manifest_alone() -> None:
    variables = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"]
    constants = read_constants()
    assert constants["REPORTING_TIMEZONE"] == variables["reporting_timezone"]
    assert int(constants["INTERVAL_MINUTES"]) == variables["interval_minutes"]
    for view in VIEWS.values():
        if "derived_table" not in view.parameters:
            assert view.parameters["sql_table_name"] == f"`@{{MARTS}}.{view.name}`"
    for path in LOOKML.rglob("*.lkml"):
        text = path.read_text()
        if path.name != "manifest.lkml":
            for literal in (
                constants["REPORTING_TIMEZONE"],
                f"{constants['MARTS']}.",
                f'"{constants["CONNECTION"]}"',
            ):
                code = re.sub(r"#.*|include: .*", "", text)
                assert literal not in code, f"{path}: {literal}"
    assert all(model.parameters["connection"].startswith("@{") for model in MODELS)


def test_a_field_that_is_two_things_is_refused() -> None:
    view = View("tickets")
    view.refine({"name": "tickets", "dimensions": [{"name": "effort"}]})
    with pytest.raises(LookmlError, match="both a measure and a dimension"):
        view.refine({"name": "+tickets", "measures": [{"name": "effort"}]})

"""The whole project, from a landing zone to marts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from networkx import DiGraph, ancestors
from project import ROOT, Project, copy_project

from cs_productivity.dbt_runs import first_line

GROUPS = "models/_groups.yml"
ENGINE_TYPES = {
    "string": "VARCHAR",
    "int64": "BIGINT",
    "float64": "DOUBLE",
    "timestamp": "TIMESTAMP",
    "date": "DATE",
}


def in_order(rows: list[tuple]) -> list[tuple]:
    return sorted(rows, key=repr)


def quality(project: Project) -> dict[str, dict[str, int]]:
    columns = ["row_count", "kept_count", "duplicate_count", "quarantined_count", "unmapped_count"]
    sums = ", ".join(f"sum({column})::bigint" for column in columns)
    rows = project.query(f"select source, {sums} from marts.agg_log_quality_daily group by source")
    return {source: dict(zip(columns, counts, strict=True)) for source, *counts in rows}


def test_every_kind_of_dirt_is_found_where_it_was_put(built_sample: Project) -> None:
    marker = json.loads((built_sample.raw_path / "_sample.json").read_text())
    found = quality(built_sample)
    for table, put in marker["tables"].items():
        assert found[table]["row_count"] == put["rows_written"], table
        assert found[table]["quarantined_count"] == sum(put["malformed"].values()), table
        assert found[table]["unmapped_count"] == sum(put["unmapped"].values()), table
        assert found[table]["duplicate_count"] == put["duplicate_rows"], table


@pytest.mark.slow
def test_a_second_build_in_another_time_zone_gives_the_same_marts(
    built_sample: Project, tmp_path: Path
) -> None:
    again = Project(built_sample.raw_path, tmp_path)
    shutil.copy(built_sample.folder / "salt", tmp_path / "salt")
    again.build(TZ="America/New_York")
    assert again.marts() == built_sample.marts()
    again.build(TZ="Asia/Kolkata")
    assert again.marts() == built_sample.marts()


def test_no_raw_identifier_of_a_person_passes_staging(built_sample: Project) -> None:
    texts = built_sample.query(
        "select table_schema, table_name, column_name from information_schema.columns "
        "where table_schema in ('staging', 'intermediate', 'marts') and data_type = 'VARCHAR' "
        "and column_name not in ('file_path', 'properties')"
    )
    assert len(texts) > 100
    # one connection for all: to open the warehouse takes longer than to look into it
    looks = [
        f"select '{schema}.{table}.{column}' from {schema}.{table} "
        f"where regexp_full_match({column}, 'agent_\\d+|c\\d{{6}}')"
        for schema, table, column in texts
    ]
    with duckdb.connect(str(built_sample.warehouse), read_only=True) as connection:
        with_ids = [found[0] for look in looks if (found := connection.execute(look).fetchone())]
    assert with_ids == []
    keys = built_sample.query(
        "select count(distinct agent_key) from marts.dim_agents where length(agent_key) = 32"
    )
    assert keys[0][0] >= 12


def test_the_salt_is_nowhere_but_in_its_table(built_sample: Project) -> None:
    from conftest import SALT

    texts = [path for path in built_sample.folder.rglob("*") if path.suffix in (".sql", ".log", ".json")]
    assert len(texts) > 100
    assert [path for path in texts if SALT in path.read_text(errors="ignore")] == []
    assert built_sample.query("select salt from restricted.salt") == [(SALT,)]


def test_every_run_leaves_an_audit_row(built_sample: Project) -> None:
    rows = built_sample.query(
        "select command, error_count, fail_count, model_count from audit.dbt_invocations"
    )
    assert rows[0][:3] == ("build", 0, 0)
    assert rows[0][3] > 50


def test_python_models_have_the_types_that_their_yml_declares(built_sample: Project) -> None:
    manifest = json.loads((built_sample.folder / "target" / "manifest.json").read_text())
    models = [node for node in manifest["nodes"].values() if node.get("language") == "python"]
    assert len(models) >= 5
    for model in models:
        declared = [(name, column["data_type"]) for name, column in model["columns"].items()]
        written = built_sample.query(
            "select column_name, data_type from information_schema.columns "
            f"where table_name = '{model['name']}' order by ordinal_position"
        )
        assert [(name, ENGINE_TYPES[kind]) for name, kind in declared] == written, model["name"]


def test_what_the_run_before_left_is_read_before_it_changes(built_sample: Project) -> None:
    manifest = json.loads((built_sample.folder / "target" / "manifest.json").read_text())
    left = {
        key: f"model.{source['package_name']}.{source['name']}"
        for key, source in manifest["sources"].items()
        if source["source_name"].startswith("previous_run")
    }
    assert len(left) > 5
    made_from = DiGraph(manifest["child_map"])
    too_late = [
        (reader, source)
        for source, model in left.items()
        for reader in manifest["child_map"][source]
        if reader not in ancestors(made_from, model)
    ]
    assert too_late == []


@pytest.fixture
def bare_zone(sample_zone: Path, tmp_path: Path) -> Path:
    """Tickets and backend logs of a few days, and nothing else."""
    zone = tmp_path / "raw"
    for table in ("tickets", "backend_action_logs"):
        for day in sorted((sample_zone / table).iterdir())[2:5]:
            shutil.copytree(day, zone / table / day.name)
    return zone


def test_tickets_and_backend_logs_alone_build(bare_zone: Path, tmp_path: Path) -> None:
    project = Project(bare_zone, tmp_path / "bare")
    project.build()
    assert project.query("select count(*) > 100 and sum(effort_seconds) > 0 from marts.fct_tickets") == [
        (True,)
    ]
    assert project.query("select distinct team from marts.dim_agents") == [("unknown",)]
    assert project.query("select count(*) > 0 from marts.fct_required_headcount") == [(True,)]
    assert project.query("select distinct screen from marts.agg_step_costs") == [("unknown",)]
    assert project.query("select count(*) from marts.fct_improvement_effects") == [(0,)]
    assert project.query(
        "select sum(inquiry_count) > 100, max(self_service_sessions), count(per_1000_orders) "
        "from marts.agg_contact_drivers"
    ) == [(True, 0, 0)]


@pytest.mark.slow
def test_an_empty_build_passes(bare_zone: Path, tmp_path: Path) -> None:
    project = Project(bare_zone, tmp_path / "empty")
    project.build("--empty")
    assert project.query("select count(*) from marts.fct_tickets") == [(0,)]


@pytest.fixture(scope="module")
def one_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with one model in place of its own: what is refused is refused before any, and few are soon read."""
    folder = copy_project(
        tmp_path_factory.mktemp("one-model"), ("dbt_project.yml", "profiles.yml", "macros", "contracts")
    )
    (folder / "models").mkdir()
    (folder / "models" / "one.sql").write_text("select 1 as one")
    shutil.copy(ROOT / GROUPS, folder / "models")
    return folder


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ("{idle_cutof_seconds: 300}", "The var idle_cutof_seconds is not known"),
        ("{reporting_timezone: Tokyo}", "reporting_timezone is Tokyo, which is no IANA time zone"),
        ("{interval_minutes: 45}", "interval_minutes is 45: it must be 5, 10, 15, 20, 30 or 60"),
        ("{proof_gap_seconds: 900}", "each must be at least the one before it"),
        ("{idle_cutoff_seconds: -1}", "idle_cutoff_seconds is -1: it must be a whole number of seconds"),
        ("{idle_cutoff_seconds: ten}", "idle_cutoff_seconds is ten: it must be a whole number of seconds"),
        ("{deflection_hours: 0}", "deflection_hours is 0: it must be a whole number of hours from 1 to 720"),
        ("{as_of: yesterday}", "as_of is yesterday: it must be a UTC time"),
    ],
)
def test_an_absurd_setting_is_refused_by_name(
    one_model: Path, sample_zone: Path, tmp_path: Path, variables: str, sentence: str
) -> None:
    project = Project(sample_zone, tmp_path, root=one_model)
    result = project.run("run", "--vars", variables)
    assert result.returncode != 0
    assert sentence in " ".join(result.stdout.split())


def test_settings_that_make_sense_are_not_refused(one_model: Path, sample_zone: Path, tmp_path: Path) -> None:
    project = Project(sample_zone, tmp_path, root=one_model)
    result = project.run("run", "--vars", "{reporting_timezone: UTC, interval_minutes: 15}")
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (None, "no message"),
        (
            "Runtime Error in model a (models/a.sql)\n  Conversion Error: no number.",
            "Conversion Error: no number",
        ),
        (
            "Runtime Error in model a (models/a.py)\n  Python model failed:\n"
            "  Traceback (most recent call last):\n"
            '    File "a.py", line 1, in model\n      x()\n  KeyError: 1\n  \n'
            "  During handling of the above exception, another exception occurred:\n  \n"
            "  Traceback (most recent call last):\n"
            '    File "a.py", line 2, in model\n      y()\n      ^^^\n'
            "  duckdb.IOException: IO Error: No space left.\n  ",
            "duckdb.IOException: IO Error: No space left",
        ),
    ],
)
def test_a_failing_model_is_said_in_one_line(message: str | None, said: str) -> None:
    assert first_line(message) == said

"""What exposures say of the report and of analyses is what these read; dashboards are all there."""

from __future__ import annotations

import re
import sys
from datetime import datetime
from typing import Any

import duckdb
import pytest
from in_process import environment
from project import ROOT

from bi.analysis.notebooks import NOTEBOOKS, Run, marts_of, recorded
from bi.exposures import FILE, load_exposures
from bi.marts import Column, load_marts
from bi.published import create_empty
from cs_productivity.report import read_figures
from cs_productivity.summary import MARTS_READ, read_summary

VARIABLES = {"reporting_timezone": "UTC", "interval_minutes": 30}
DASHBOARDS = {
    "LookML": ROOT / "bi" / "lookml" / "dashboards",
    "Metabase": ROOT / "bi" / "metabase" / "dashboards",
}


class Recording:
    """A connection that remembers its queries, with a text for each parameter."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection, self.queries = connection, []

    def execute(self, query: str, *values: Any) -> duckdb.DuckDBPyConnection:
        self.queries.append(re.sub(r"\$\w+", "''", query))
        return self.connection.execute(query, *values)


# what they read is said by whoever asks, and the metrics by the semantic layer
ASK_FOR_METRICS = {"analyses/metrics.py", "analyses/metricflow_on_marts.py"}


def report_queries(marts: dict[str, dict[str, Column]]) -> list[str]:
    """The queries of the report, asked of marts without rows."""
    with duckdb.connect() as connection:
        create_empty(connection, marts)
        recording = Recording(connection)
        read_figures(recording, read_summary(recording, VARIABLES, datetime(2026, 3, 1)))
        return recording.queries


def test_every_exposure_says_who_owns_what_and_how_ripe_it_is() -> None:
    exposures = load_exposures()
    assert len(exposures) == FILE.read_text().count("- name:")
    marts = load_marts()
    for exposure in exposures.values():
        assert exposure.type in ("dashboard", "notebook", "analysis", "application"), exposure.name
        assert exposure.maturity in ("high", "medium", "low"), exposure.name
        assert exposure.owner.startswith("CS ") and exposure.description.strip(), exposure.name
        assert exposure.marts and exposure.marts <= marts.keys(), exposure.name


def test_every_notebook_and_script_has_one() -> None:
    written = {source for source in load_exposures() if source.startswith("analyses/")}
    there = {f"analyses/{path.name}" for path in (*NOTEBOOKS, *(ROOT / "analyses").glob("*.py"))}
    assert written == there - ASK_FOR_METRICS


def test_notebooks_depend_on_the_marts_that_they_query(ran: dict[str, Run]) -> None:
    exposures = load_exposures()
    for notebook in NOTEBOOKS:
        said = exposures[f"analyses/{notebook.name}"]
        assert said.type == "notebook"
        assert said.marts == marts_of(ran[notebook.stem].queries), notebook.name


def test_the_script_depends_on_the_marts_that_it_queries(
    published: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "analyses"))
    import smallest_effect

    with environment(CS_PUBLISH_PATH=str(published), CS_TARGET="duckdb"), recorded() as queries:
        assert smallest_effect.main(["--treated", "4", "--controls", "4"]) == 0
    assert load_exposures()["analyses/smallest_effect.py"].marts == marts_of(queries)
    del sys.modules["smallest_effect"]


def test_the_report_depends_on_the_marts_that_it_queries() -> None:
    read = marts_of(report_queries(load_marts()))
    assert load_exposures()["src/cs_productivity/report"].marts == read == set(MARTS_READ)


@pytest.mark.parametrize(
    ("mart", "column"),
    [
        ("agg_aht_daily", "immature_count"),
        ("agg_inquiry_volume", "inquiry_count"),
        ("agg_log_quality_daily", "unmapped_count"),
        ("agg_step_costs", "cost_at_stake"),
        ("dim_channels", "staffed_by"),
        ("dim_releases", "released_at"),
        ("fct_cost_drivers", "mix_effect"),
        ("fct_improvement_effects", "verdict_reason"),
        ("fct_required_headcount", "paid_agents"),
        ("fct_tickets", "is_merged"),
    ],
)
def test_a_renamed_column_of_a_mart_is_noticed_by_the_report(mart: str, column: str) -> None:
    marts = load_marts()
    renamed = dict(marts[mart])
    renamed["another_name"] = renamed.pop(column)
    with pytest.raises(duckdb.BinderException, match=column):
        report_queries({**marts, mart: renamed})


def test_no_reader_shows_single_agents() -> None:
    per_agent = {name for name, columns in load_marts().items() if "agent_key" in columns} - {"fct_tickets"}
    assert len(per_agent) >= 4
    for exposure in load_exposures().values():
        assert not exposure.marts & per_agent, exposure.name


@pytest.mark.parametrize("tool", DASHBOARDS)
def test_dashboards_and_their_exposures_are_the_same(tool: str) -> None:
    folder = DASHBOARDS[tool]
    place = folder.relative_to(ROOT).as_posix()
    said = {source for source, exposure in load_exposures().items() if source.startswith(f"{place}/")}
    assert said and all(load_exposures()[source].type == "dashboard" for source in said)
    if not folder.is_dir():
        pytest.skip(f"there is no {place}")
    assert said == {f"{place}/{path.name}" for path in folder.iterdir() if path.is_file()}

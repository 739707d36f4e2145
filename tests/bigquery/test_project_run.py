"""The whole project, built twice through dbt-bigquery on an emulator, has the rows that DuckDB has."""

from __future__ import annotations

import re

import duckdb
import pandas as pd
import pytest
from analyzer import running_analyzer
from changes import deletes_in
from environments import ensure_environment
from nodes import select_of_types
from partition_scans import OpenScan, open_scans
from project import ROOT
from project_run import PREFIX, PROJECT, Built, build_twice
from typed_zone import STORED_TYPES

from cs_productivity.contracts import load_contracts
from cs_productivity.publish import RUN_MARTS

GOOGLE_TYPES = {stored: type_ for type_, stored in STORED_TYPES.items()}
# where a row came from is a file on one engine and a day on the other; runs are numbered by each
OF_THE_ENGINE = {"file_path", "file_row", "landing_unit", "built_in_run"}
# views that increments read, with the column that the table below is partitioned by
VIEWS = {"int_actions_typed": "occurred_date", "int_signs_described": "client_date"}
# scans of whole tables in an increment, and why
WHOLE_SCANS = {
    OpenScan("agg_swivel", "int_swivel_trips"): "it is made anew from all trips, which are few",
    OpenScan("int_ticket_log", "int_actions_typed"): "a ticket's actions may be of any day",
    OpenScan(
        "int_touched_instants", "stg_contact_tool_backend__actions"
    ): "a ticket's signs may be of any day",
    OpenScan("int_touched_instants", "int_frontend_signs"): "a ticket's signs may be of any day",
    OpenScan(
        "int_log_loadings", "stg_contact_tool_backend__actions"
    ): "rows loaded on a day may be of any day",
    OpenScan(
        "int_log_loadings", "stg_contact_tool_frontend__events"
    ): "rows loaded on a day may be of any day",
    OpenScan("int_frontend_loadings", "int_frontend_events_timed"): "rows loaded on a day may be of any day",
    OpenScan(
        "int_touched_tab_days", "stg_contact_tool_frontend__events"
    ): "the client of a request may have thought it any day",
    OpenScan(
        "every_delivered_row_is_accounted_for", "stg_contact_tool_frontend__events"
    ): "a count reads no column",
    OpenScan(
        "every_delivered_row_is_accounted_for", "stg_contact_tool_backend__actions"
    ): "a count reads no column",
    OpenScan(
        "fct_agent_intervals_is_sound", "fct_agent_intervals"
    ): "a mart does not tell which rows are new",
    OpenScan("fct_ticket_steps_is_sound", "fct_ticket_steps"): "a mart does not tell which rows are new",
    OpenScan(
        "fct_ticket_steps", "int_ticket_screen_events"
    ): "the client may have thought a day of work any day",
    OpenScan("agg_step_costs", "fct_ticket_steps"): "it is made anew from all steps",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build_twice(tmp_path_factory.mktemp("project-run"))


def relations(warehouse: duckdb.DuckDBPyConnection, schema: str) -> dict[str, list[str]]:
    """The columns of every relation of a schema, but for those that are the engine's own."""
    found: dict[str, list[str]] = {}
    rows = warehouse.execute(
        "select table_name, column_name from information_schema.columns where table_schema = ? "
        "and table_catalog = current_database() order by column_name",
        [schema],
    ).fetchall()
    for table, column in rows:
        found.setdefault(table, [])
        if column not in OF_THE_ENGINE:
            found[table].append(column)
    return found


def rows_of(warehouse: duckdb.DuckDBPyConnection, relation: str, columns: list[str]) -> pd.DataFrame:
    """Rows in an order of their own, timestamps in UTC without a zone."""
    described = warehouse.execute(f"describe {relation}").fetchall()
    zoned = {name for name, type_, *_ in described if type_ == "TIMESTAMP WITH TIME ZONE"}
    picked = [f"{name} at time zone 'UTC' as {name}" if name in zoned else name for name in columns]
    rows = warehouse.execute(f"select {', '.join(picked)} from {relation}").df()
    # floats last: one sum taken in another order must not change the order of rows
    floats = [name for name in columns if rows[name].dtype == float]
    return rows.sort_values([*(name for name in columns if name not in floats), *floats], ignore_index=True)


@pytest.mark.slow
@pytest.mark.parametrize("schema", ["seeds", "staging", "intermediate", "marts"])
def test_every_relation_has_the_same_rows_on_both_engines(built: Built, schema: str) -> None:
    python_models = {path.stem for path in (ROOT / "models").rglob("*.py")}
    different = {}
    with (
        duckdb.connect(str(built.duckdb), read_only=True) as embedded,
        # views name the project, which is the catalog's name
        duckdb.connect() as emulated,
    ):
        emulated.execute(f"attach '{built.bigquery}' as \"cs-productivity\" (read_only)")
        emulated.execute("use \"cs-productivity\"; set TimeZone = 'UTC'")
        expected = relations(embedded, schema)
        assert relations(emulated, f"{PREFIX}{schema}") == expected
        for name, columns in expected.items():
            if name.startswith("base_") or name in RUN_MARTS:
                # views on what one run reads, or after it, on DuckDB, on all that has landed; and times of runs
                continue
            ours = rows_of(embedded, f"{schema}.{name}", columns)
            theirs = rows_of(emulated, f"{PREFIX}{schema}.{name}", columns)
            assert name not in python_models or len(ours), name
            try:
                pd.testing.assert_frame_equal(theirs, ours, rtol=1e-9, obj=name)
            except AssertionError as difference:
                different[name] = str(difference)
    assert not different


@pytest.mark.slow
def test_the_same_rows_are_erased_on_both_engines(built: Built) -> None:
    agent, customer = built.erased
    for ours, theirs in (agent, customer):
        assert dict(ours.rows) == {table: number for table, number in theirs.rows.items() if number}
        assert ours.kept_count == theirs.kept_count
    assert {"agents", "backend_action_logs", "frontend_event_logs", "shifts"} <= agent[0].rows.keys()
    assert "tickets" in customer[0].rows


@pytest.mark.slow
def test_an_increment_reads_partitions_by_literals(built: Built) -> None:
    partitions = {table: "loaded_at" for table in load_contracts()} | VIEWS
    for node in built.nodes():
        if layout := node["config"].get("partition_by"):
            partitions[node["alias"]] = layout["field"]
    found = {
        scan
        for node in built.nodes()
        # whoever reads a view says what of it; those on raw tables say it themselves
        if node["language"] == "sql" and (not is_view(node) or node["name"].startswith("base_"))
        for scan in open_scans(node["name"], built.sql_of(node), partitions)
    }
    assert found == WHOLE_SCANS.keys()
    deletes = list(deletes_in((built.target / "logs" / "dbt.log").read_text(encoding="utf-8")))
    assert len(deletes) > 20
    assert not [scan for one in deletes for scan in open_scans(one.table, one.query, partitions)]


@pytest.mark.slow
def test_tables_that_require_a_filter_are_given_one(built: Built) -> None:
    filtered = {table: "loaded_at" for table in load_contracts()}
    for node in built.nodes():
        if node["config"].get("require_partition_filter"):
            filtered[node["alias"]] = node["config"]["partition_by"]["field"]
    assert len(filtered) > len(load_contracts())
    found = {
        scan
        for node in built.nodes()
        if node["language"] == "sql"
        for first in (True, False)
        for scan in open_scans(node["name"], built.sql_of(node, first=first), filtered, any_filter=True)
    }
    assert found == set()


@pytest.mark.slow
def test_a_source_that_is_read_as_a_whole_is_found(built: Built) -> None:
    (node,) = (node for node in built.nodes() if node["name"] == "base_contact_tool_backend__actions")
    sql = built.sql_of(node)
    partitions = {"backend_action_logs": "loaded_at"}
    assert list(open_scans(node["name"], sql, partitions)) == []
    whole = re.sub(r"loaded_at (?:>=|<) timestamp '[^']+'", "true", sql)
    assert whole != sql
    # the model reads it twice: its rows, and whose they are
    scan = OpenScan(node["name"], "backend_action_logs")
    assert list(open_scans(node["name"], whole, partitions)) == [scan, scan]


def is_view(node: dict) -> bool:
    return node["config"]["materialized"] == "view"


@pytest.mark.slow
def test_googlesql_takes_what_dbt_writes_around_the_models(built: Built) -> None:
    models = [
        node for node in built.nodes() if node["resource_type"] == "model" and node["language"] == "sql"
    ]
    refused = {}
    with running_analyzer(ensure_environment("analyzer")) as analyzer:
        for relation, columns in columns_of_all(built).items():
            for name in (relation, f"{relation}__dbt_tmp"):
                place = ".".join(f"`{part}`" for part in (PROJECT, *name.split(".")))
                assert not analyzer.type_statement(select_of_types(columns), place).refusal
        for node in models:
            path = built.target / "run" / node["package_name"] / node["original_file_path"]
            # dbt numbers the tables that it puts aside by the clock
            sql = re.sub(r"__dbt_tmp\d+", "__dbt_tmp", path.read_text())
            if refusal := analyzer.type_statement(sql).refusal:
                refused[node["name"]] = refusal
    assert len(models) > 100
    assert not refused


def columns_of_all(built: Built) -> dict[str, list[tuple[str, str]]]:
    """Name and GoogleSQL type of the columns of every relation behind the emulator."""
    found: dict[str, list[tuple[str, str]]] = {}
    with duckdb.connect(str(built.bigquery), read_only=True) as emulated:
        rows = emulated.execute(
            "select table_schema || '.' || table_name, column_name, data_type from information_schema.columns "
            "where table_catalog = current_database() order by ordinal_position"
        ).fetchall()
    for relation, column, type_ in rows:
        found.setdefault(relation, []).append((column, GOOGLE_TYPES[type_]))
    return found

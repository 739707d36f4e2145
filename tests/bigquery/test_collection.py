"""What collecting asks of BigQuery is GoogleSQL, with the types that the raw tables have."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pyarrow as pa
import pytest
from analyzer import running_analyzer
from environments import ensure_environment

from cs_productivity.collection.dataset import Dataset
from cs_productivity.collection.dataset_statements import commit_statements, first_statements
from cs_productivity.collection.state import State
from cs_productivity.collection.tables import LOADED_AT, columns_of, id_column, tables_of_the_tool
from cs_productivity.contracts import RawColumn, load_contracts

PROJECT = "desk-project"
STATE = State(run="000007_20261126T101112", revision=7)
CONTRACTS = load_contracts()
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Asked:
    """A client that keeps what it is asked, and has no rows."""

    project = PROJECT

    def __init__(self) -> None:
        self.queries: list[str] = []

    def query(self, sql: str) -> SimpleNamespace:
        self.queries.append(sql)
        empty = pa.table({})
        return SimpleNamespace(result=lambda: SimpleNamespace(to_arrow=lambda create_bqstorage_client: empty))


def questions() -> list[str]:
    """What is asked of the raw tables by a back-fill and a look for deleted rows."""
    client = Asked()
    dataset = Dataset(client, CONTRACTS)
    for table in tables_of_the_tool(CONTRACTS).values():
        list(dataset.landed_rows(table, columns_of(table), NOON.date(), NOON.date()))
        if id_column(table) is not None:
            list(dataset.landed_ids(table, NOON))
            list(dataset.told_as_deleted(table))
    return client.queries


def table_of(name: str, columns: list[RawColumn]) -> tuple[str, str]:
    """A query with a table's columns, and the table's name."""
    typed = ", ".join(f"cast(null as {column.type.lower()}) as {column.name}" for column in columns)
    return f"select {typed}", f"`{PROJECT}`.{name}"


@pytest.mark.slow
def test_googlesql_takes_every_statement_of_collecting() -> None:
    with running_analyzer(ensure_environment("analyzer")) as analyzer:
        for table in CONTRACTS.values():
            columns = list(table.columns)
            loaded = [column for column in columns if column.name != LOADED_AT]
            for name, own in (
                (f"raw.{table.name}", columns),
                (f"collection.incoming_{table.name}_{STATE.run}", loaded),
            ):
                assert analyzer.type_statement(*table_of(name, own)).refusal == ""
        make, fill = first_statements(PROJECT)
        assert analyzer.type_statement(make).refusal == ""
        state = "select 1 as revision, '' as content, current_timestamp() as written_at"
        assert analyzer.type_statement(state, f"`{PROJECT}`.collection.state").refusal == ""
        assert analyzer.type_statement(fill).refusal == ""
        for statement in commit_statements(PROJECT, list(CONTRACTS.values()), STATE):
            assert analyzer.type_statement(statement.replace("@content", "'{}'")).refusal == "", statement
            slip = re.sub(r"\brevision\b|\b\w+_id\b", "no_such_column", statement)
            assert slip == statement or analyzer.type_statement(slip).refusal, slip
        asked = questions()
        assert len(asked) > 15
        for question in asked:
            assert analyzer.type_statement(question).refusal == "", question
            assert "loaded_at >= timestamp" in question

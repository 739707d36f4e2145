"""What collecting asks of BigQuery, in GoogleSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from cs_productivity.bigquery.raw_tables import DATASET
from cs_productivity.collection.state import State
from cs_productivity.collection.tables import LOADED_AT, PLANNED, columns_of
from cs_productivity.contracts import RawTable

OWN_DATASET = "collection"
# raw tables refuse to be read without a word on their partitions
ANY_DAY = f"{LOADED_AT} >= timestamp '1900-01-01 00:00:00'"
FASTER = "another collection was faster"


def loaded_since(table: RawTable, first: date) -> str:
    """The condition on partitions for rows whose own time lies from a day on; what has happened was loaded after it."""
    if table.name in PLANNED:
        return ANY_DAY
    return f"{LOADED_AT} >= timestamp '{first - timedelta(days=1)} 00:00:00'"


def sql_name(project: str, table: str, dataset: str = OWN_DATASET) -> str:
    """A table as statements spell it."""
    return f"`{project}`.{dataset}.{table}"


def first_statements(project: str) -> Iterator[str]:
    """Yield the statements that make the state, where it is not there yet."""
    state = sql_name(project, "state")
    yield f"create table if not exists {state} (revision int64, content string, written_at timestamp)"
    empty = State().to_json().replace("\n", "")
    yield (
        f"insert into {state} (revision, content, written_at)\n"
        f"select 0, '{empty}', current_timestamp() from (select 1) where not exists (select 1 from {state})"
    )


def commit_statements(project: str, tables: list[RawTable], state: State) -> Iterator[str]:
    """Yield the statements of one transaction that lands what was loaded, and moves the state on.

    Two of them that overlap change the same row of the state, which BigQuery lets one of them do. The state itself is
    the parameter `content`.
    """
    kept, before = sql_name(project, "state"), state.revision - 1
    yield "begin transaction"
    yield f"assert exists (select 1 from {kept} where revision = {before}) as '{FASTER}'"
    for table in tables:
        columns = ", ".join(columns_of(table))
        yield (
            f"insert into {sql_name(project, table.name, DATASET)} ({columns}, {LOADED_AT})\n"
            f"select {columns}, current_timestamp() from {sql_name(project, f'incoming_{table.name}_{state.run}')}"
        )
    yield (
        f"update {kept} set revision = {state.revision}, content = @content, written_at = current_timestamp()\n"
        f"where revision = {before}"
    )
    yield "commit transaction"

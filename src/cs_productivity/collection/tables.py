"""The raw tables that the tool's store holds: which they are, how rows are told apart and ordered in time."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from cs_productivity.contracts import RawTable

# the store's own column: when the database last wrote the row, by its own clock
STORED_AT = "stored_at"
# assigned when a row is collected; the store has no such column
LOADED_AT = "loaded_at"
# when the row's own matter happened, by the server's clock: days of a back-fill and windows of deletes go by it
TIMES = {
    "backend_action_logs": "occurred_at",
    # the client's clock may be years off
    "frontend_event_logs": "received_at",
    "tickets": "updated_at",
    "agents": "updated_at",
    "shifts": "starts_at",
    "releases": "released_at",
    "release_rollouts": "enabled_at",
    "self_service_sessions": "started_at",
}
# their times may lie ahead of when they are collected
PLANNED = ("shifts", "releases", "release_rollouts")
# what collecting itself writes down
DELETED_ROWS = "deleted_rows"
# what no contact tool keeps
NOT_OF_THE_TOOL = ("demand_daily", DELETED_ROWS)

ARROW_TYPES = {
    "STRING": pa.string(),
    "INT64": pa.int64(),
    "FLOAT64": pa.float64(),
    "BOOL": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us", tz="UTC"),
}


def tables_of_the_tool(contracts: Mapping[str, RawTable]) -> dict[str, RawTable]:
    """The raw tables that are collected, by name."""
    return {name: table for name, table in contracts.items() if name not in NOT_OF_THE_TOOL}


def columns_of(table: RawTable) -> list[str]:
    """The contract's columns that the store holds, in order."""
    return [column.name for column in table.columns if column.name != LOADED_AT]


def id_column(table: RawTable) -> str | None:
    """The one column of text that names a row's thing; None where it takes several, or another type."""
    types = {column.name: column.type for column in table.columns}
    return table.key[0] if len(table.key) == 1 and types[table.key[0]] == "STRING" else None


def store_key(table: RawTable) -> tuple[str, ...]:
    """What is unique in the store: the contract's key, and the version where there are versions."""
    return (*table.key, *(["updated_at"] if "updated_at" in columns_of(table) else []))


def arrow_schema(table: RawTable, *, has_loaded_at: bool = True) -> pa.Schema:
    """The columns of a landed file, in the contract's order."""
    return pa.schema(
        [
            (column.name, ARROW_TYPES[column.type])
            for column in table.columns
            if has_loaded_at or column.name != LOADED_AT
        ]
    )

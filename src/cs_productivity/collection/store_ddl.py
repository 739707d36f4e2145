"""The statements that make the tool's own tables in PostgreSQL, or in MySQL and MariaDB, out of the contracts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from cs_productivity.collection.tables import (
    LOADED_AT,
    STORED_AT,
    TIMES,
    store_key,
    tables_of_the_tool,
)
from cs_productivity.contracts import RawColumn, RawTable
from cs_productivity.landing import JSON_COLUMN
from cs_productivity.warehouse import text_sql

LINES = ",\n"

POSTGRESQL_TYPES = {
    "STRING": "text",
    "INT64": "bigint",
    "FLOAT64": "double precision",
    "BOOL": "boolean",
    "DATE": "date",
    "TIMESTAMP": "timestamptz",
}
# datetime holds UTC: timestamp would refuse what a wrong client clock says, from 2038 on or before 1970
MYSQL_TYPES = {
    "STRING": "text",
    "INT64": "bigint",
    "FLOAT64": "double",
    "BOOL": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime(6)",
}
WHY_STORED_AT = (
    "When the database last wrote the row, by its own clock: collecting goes by it. No time of the row's own will do: "
    "a row may be written long after what it tells of."
)
WHY_INDEX = {
    STORED_AT: "collecting reads what was written since the last time",
    "time": "a back-fill reads days, a look for deleted rows compares them",
}


def statements(contracts: Mapping[str, RawTable], store: str) -> Iterator[str]:
    """Yield one statement per table, index and trigger, each ended by a semicolon.

    Args:
        contracts: the raw tables.
        store: `postgresql`, or `mysql` for MySQL and MariaDB.
    """
    tables = tables_of_the_tool(contracts).values()
    if store == "postgresql":
        yield from _postgresql(tables)
    else:
        for table in tables:
            yield _mysql_table(table)


def _not_null(table: RawTable, column: RawColumn) -> str:
    # a version has a time in the store, also where the contract allows for tools that do not know it
    is_version = column.name in store_key(table) and column.name not in table.key
    return " not null" if column.is_required or is_version else ""


def _key_is_never_null(table: RawTable) -> bool:
    may_be_null = {column.name for column in table.columns if not _not_null(table, column)}
    return not may_be_null & set(store_key(table))


def _columns(table: RawTable, type_of: Callable[[RawTable, RawColumn], str]) -> list[str]:
    return [
        f"    {column.name} {type_of(table, column)}{_not_null(table, column)}"
        for column in table.columns
        if column.name != LOADED_AT
    ]


def _postgresql(tables: Iterator[RawTable]) -> Iterator[str]:
    yield (
        "-- an application cannot set it, and a change of a row moves it on\n"
        "create or replace function set_stored_at() returns trigger language plpgsql as $$\n"
        "begin\n"
        f"    new.{STORED_AT} := clock_timestamp();\n"
        "    return new;\n"
        "end $$;"
    )
    for table in tables:
        key = ", ".join(store_key(table))
        kind = "primary key" if _key_is_never_null(table) else "unique"
        lines = [
            *_columns(
                table,
                lambda _, column: "jsonb" if column.name == JSON_COLUMN else POSTGRESQL_TYPES[column.type],
            ),
            f"    {STORED_AT} timestamptz not null default clock_timestamp()",
            f"    {kind} ({key})",
        ]
        yield f"create table {table.name} (\n{LINES.join(lines)}\n);"
        yield f"comment on column {table.name}.{STORED_AT} is {text_sql(WHY_STORED_AT)};"
        for column in (STORED_AT, TIMES[table.name]):
            why = WHY_INDEX[STORED_AT if column == STORED_AT else "time"]
            yield f"-- {why}\ncreate index {table.name}_{column} on {table.name} ({column});"
        yield (
            f"create trigger set_stored_at before insert or update on {table.name}\n"
            "    for each row execute function set_stored_at();"
        )


def _mysql_table(table: RawTable) -> str:
    key = ", ".join(store_key(table))
    kind = "primary key" if _key_is_never_null(table) else "unique key row_key"
    lines = [
        *_columns(table, _mysql_type),
        f"    {STORED_AT} timestamp(6) not null default current_timestamp(6) on update current_timestamp(6)\n"
        f"        comment {text_sql(WHY_STORED_AT)}",
        f"    {kind} ({key})",
        *(
            f"    key {table.name}_{column} ({column})\n"
            f"        comment '{WHY_INDEX[STORED_AT if column == STORED_AT else 'time']}'"
            for column in (STORED_AT, TIMES[table.name])
        ),
    ]
    return f"create table {table.name} (\n{LINES.join(lines)}\n) engine = InnoDB default charset = utf8mb4;"


def _mysql_type(table: RawTable, column: RawColumn) -> str:
    if column.name == JSON_COLUMN:
        return "json"
    # text cannot be in a key
    return (
        "varchar(255)"
        if column.type == "STRING" and column.name in store_key(table)
        else MYSQL_TYPES[column.type]
    )

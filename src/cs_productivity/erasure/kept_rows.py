"""What the warehouse keeps of rows that go: found by salted key or id, and written down for the next run."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import duckdb

from cs_productivity.collection.tables import id_column
from cs_productivity.contracts import RawTable
from cs_productivity.erasure.request import (
    KEPT,
    QUARANTINES,
    REMOVED_ROWS_DDL,
    Kept,
    Person,
    TakenBack,
    key_column,
)
from cs_productivity.warehouse import attach, text_sql


class Warehouse:
    """The warehouse of a landing zone, or none where nothing was built yet."""

    def __init__(self, rows: duckdb.DuckDBPyConnection, path: Path) -> None:
        """Attach the warehouse to a connection, read-only.

        Args:
            rows: a connection of its own.
            path: the warehouse.

        Raises:
            SettingsError: the warehouse is in use.
        """
        self._rows = rows
        rows.execute("create table removed (source_name varchar, row_key varchar, row_date date)")
        if path.is_file():
            attach(rows, path, "as warehouse (read_only)")
        self._tables = _staging_tables(rows)

    def key_of(self, identifier: str) -> str | None:
        """The salted key that staging has for an id; None where nothing was built yet."""
        if not self._tables:
            return None
        (row,) = self._rows.execute("select salt from warehouse.restricted.salt").fetchall()
        return hashlib.sha256(f"{row[0]}|{identifier}".encode()).hexdigest()[:32]

    def person_of(self, request: Person | TakenBack) -> dict[str, str] | None:
        """Kind and key of whom staging may have set rows aside; None where it is nobody."""
        key = self.key_of(request.identifier) if isinstance(request, Person) else None
        return {"kind": request.kind, "key": key} if isinstance(request, Person) and key else None

    def find(self, contracts: dict[str, RawTable], request: Person | TakenBack) -> None:
        """Add ids of what staging keeps of a person to `doomed`, and fill `removed` with what it keeps of all these."""
        key = self.key_of(request.identifier) if isinstance(request, Person) else None
        for source, kept in KEPT.items():
            if kept.model not in self._tables:
                continue
            table, has_id = self._rows_of(kept), id_column(contracts[source]) is not None
            is_salted = kept.key in ("agent_key", "shift_key")
            day = kept.date or "null"
            if isinstance(request, Person) and request.column_in(contracts[source]):
                named = f"from {table} where {request.key_column} = $key"
                if has_id and not is_salted:
                    self._rows.execute(
                        f"insert into doomed select distinct '{source}', {kept.key}, timestamp 'infinity' {named}",
                        {"key": key},
                    )
                else:
                    self._rows.execute(
                        f"insert into removed select distinct '{source}', {kept.key}, {day} {named}",
                        {"key": key},
                    )
            if has_id:
                salted = "substr(sha256((select salt from warehouse.restricted.salt) || '|' || doomed.row_id), 1, 32)"
                self._rows.execute(
                    f"""insert into removed select distinct '{source}', kept.{kept.key}, {day}
                    from {table} as kept
                    inner join doomed
                        on doomed.table_name = '{source}'
                        and kept.{kept.key} = {salted if is_salted else "doomed.row_id"}
                        and kept.loaded_at <= doomed.until"""
                )

    def _rows_of(self, kept: Kept) -> str:
        """What staging keeps, with the log rows that gave way to others."""
        if kept.displaced in self._tables:
            return kept.with_displaced("warehouse.staging")
        return f"warehouse.staging.{kept.model}"


def tell(path: Path, removed: Path, files: list[str], person: dict[str, Any] | None) -> None:
    """Write down what the next run has to do without, and have it read files again; told twice is told once.

    Args:
        path: the warehouse; where there is none, there is nothing to tell.
        removed: a Parquet file of source_name, row_key and row_date.
        files: names of files that were written anew, or hold what counts from now on.
        person: kind and key of whom rows that were set aside name; None where it is nobody.

    Raises:
        SettingsError: the warehouse is in use.
    """
    if not path.is_file():
        return
    with duckdb.connect() as connection:
        attach(connection, path, "as warehouse")
        connection.execute("use warehouse")
        connection.execute("begin")
        connection.execute("create schema if not exists audit")
        connection.execute(REMOVED_ROWS_DDL.format(audit="audit"))
        connection.execute(
            f"insert into audit.removed_rows select *, null from read_parquet({text_sql(removed)})"
        )
        tables = _staging_tables(connection)
        for source, kept in KEPT.items():
            if kept.displaced in tables:
                connection.execute(kept.take_back_displaced(source, "staging", "audit"))
        connection.execute(
            "delete from raw.landed_files where list_contains($files, file_path)", {"files": files}
        )
        if person:
            kind, key = person["kind"], person["key"]
            # a first build that was killed has made some of them
            for model in tables.intersection(QUARANTINES[kind]):
                connection.execute(
                    f"delete from staging.{model} where {key_column(kind)} = $key", {"key": key}
                )
        connection.execute("commit")


def _staging_tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Names of the tables that the attached warehouse has in staging."""
    staging = "database_name = 'warehouse' and schema_name = 'staging'"
    rows = connection.execute(f"select table_name from duckdb_tables() where {staging}").fetchall()
    return {name for (name,) in rows}

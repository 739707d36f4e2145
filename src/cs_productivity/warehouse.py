"""What a publish takes from the warehouse, opened read-only: the last build and the marts it made."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from cs_productivity.settings import SettingsError

SCHEMA = "marts"
# commands that change a mart
WRITING_COMMANDS = ("build", "run", "seed", "snapshot", "retry", "clone")


@dataclass(frozen=True)
class Build:
    """The last build: dbt's id of it, its variables, and its "now" (UTC without a zone)."""

    invocation_id: str
    variables: dict[str, Any]
    as_of: datetime


@dataclass(frozen=True)
class Mart:
    """One relation of the warehouse: its name, its columns in plain types, and what its rows add up to."""

    relation: str
    columns_sql: str
    names_sql: str
    row_count: int
    row_hash: int

    def fingerprint_sql(self, relation: str) -> str:
        """SQL of a row count and a sum of row hashes, for a relation with this mart's plain columns."""
        return f"select count(*), coalesce(sum(hash({self.names_sql})::hugeint), 0) from {relation}"


def text_sql(value: object) -> str:
    """A literal of SQL, for the statements of DuckDB that take no parameters."""
    return "'" + str(value).replace("'", "''") + "'"


@contextlib.contextmanager
def open_warehouse(path: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, Build, dict[str, Mart]]]:
    """Open the warehouse read-only, in a connection whose own database is in memory.

    Raises:
        SettingsError: there is no warehouse, it is in use, or its marts are not of a build that ended well.
    """
    if not path.is_file():
        raise SettingsError(f"There is no warehouse at {path}: run `make build` first.")
    with _attached(path) as (connection, database):
        build = _read_build(connection, database, path)
        yield connection, build, _read_marts(connection, database, path)


def read_landed_files(path: Path) -> list[dict[str, Any]]:
    """Return the rows of raw.landed_files, times as text; none where there is no warehouse yet.

    Raises:
        SettingsError: the warehouse is in use, or cannot be opened.
    """
    if not path.is_file():
        return []
    with _attached(path) as (connection, database):
        query = f"""select cast(to_json(list(landed_files)) as varchar) from "{database}".raw.landed_files"""
        try:
            return json.loads(_one(connection, query) or "[]")
        except duckdb.CatalogException:
            # what no build has set up
            return []


def count_new_rows(path: Path) -> tuple[int, int]:
    """Return how many files the last run read that no complete run before it had, and their rows.

    Raises:
        SettingsError: the warehouse is in use, or cannot be opened.
    """
    with _attached(path) as (connection, database):
        runs = f'"{database}".audit.dbt_invocations'
        (counts,) = connection.execute(
            f"""select count(*), coalesce(sum(row_count), 0)::bigint from "{database}".raw.landed_files
            where status = 'read' and landed_in_run > (
                select coalesce(max(run_number), 0) from {runs}
                where is_complete and run_number < (select max(run_number) from {runs})
            )"""
        ).fetchall()
        return counts


def attach(connection: duckdb.DuckDBPyConnection, path: Path, how: str) -> None:
    """Attach a warehouse to a connection; `how` is what stands behind the path in DuckDB's `attach`.

    Raises:
        SettingsError: the warehouse is in use, or cannot be opened.
    """
    try:
        connection.execute(f"attach {text_sql(path)} {how}")
    except duckdb.IOException as error:
        if "Could not set lock" in str(error):
            raise SettingsError(
                f"The warehouse {path} is in use by a build: wait until it has ended."
            ) from None
        raise SettingsError(
            f"The warehouse {path} cannot be opened: remove it and run `make build` ({error})."
        ) from None


@contextlib.contextmanager
def _attached(path: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
    """Open the warehouse read-only, in a connection whose own database is in memory; the text is its name there."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        # without a name of our own it gets the one that dbt knew it by, which views may spell out
        attach(connection, path, "(read_only)")
        database = _one(connection, "select database_name from duckdb_databases() where path is not null")
        yield connection, database


def _one(connection: duckdb.DuckDBPyConnection, query: str, *values: object) -> Any:
    row = connection.execute(query, values).fetchone()
    return row[0] if row else None


def _read_build(connection: duckdb.DuckDBPyConnection, database: str, path: Path) -> Build:
    """Return the last build, if it ended well and nothing but tests ran after it."""
    try:
        row = connection.execute(
            f"""select command, invocation_id, variables, finished_at, coalesce(error_count, 0),
                coalesce(fail_count, 0)
            from "{database}".audit.dbt_invocations where list_contains($commands, command)
            order by started_at desc limit 1""",
            {"commands": list(WRITING_COMMANDS)},
        ).fetchone()
        as_of = _one(connection, f'select as_of_at from "{database}".intermediate.int_run_clock')
    except (duckdb.CatalogException, duckdb.BinderException):
        row = None
    if row is None:
        raise SettingsError(f"The warehouse {path} has no record of a build: run `make build`.")
    command, invocation_id, variables, finished_at, errors, failures = row
    if command != "build":
        raise SettingsError(
            f"`dbt {command}` changed the marts in {path} after the last tested build: run `make build`."
        )
    if finished_at is None:
        raise SettingsError(f"The last build into {path} was cut short: run `make build`.")
    if errors or failures:
        raise SettingsError(
            f"The last build into {path} had {errors} errors and {failures} failed tests: "
            "mend them and run `make build`."
        )
    return Build(invocation_id, json.loads(variables), as_of)


def _read_marts(connection: duckdb.DuckDBPyConnection, database: str, path: Path) -> dict[str, Mart]:
    rows = connection.execute(
        """select table_name, list(column_name order by ordinal_position),
            list(data_type order by ordinal_position)
        from information_schema.columns where table_catalog = ? and table_schema = ?
        group by table_name order by table_name""",
        [database, SCHEMA],
    ).fetchall()
    if not rows:
        raise SettingsError(f"The warehouse {path} has no marts: run `make build`.")
    marts = {}
    for name, columns, types in rows:
        relation = f'"{database}".{SCHEMA}."{name}"'
        plain = ", ".join(_plain_column(*column) for column in zip(columns, types, strict=True))
        names = ", ".join(f'"{column}"' for column in columns)
        query = Mart(relation, plain, names, 0, 0).fingerprint_sql(f"(select {plain} from {relation})")
        row_count, row_hash = connection.execute(query).fetchall()[0]
        marts[name] = Mart(relation, plain, names, row_count, row_hash)
    return marts


def _plain_column(name: str, type_: str) -> str:
    """SQL of a column in a type that every reader of DuckDB and Parquet files knows."""
    quoted = f'"{name}"'
    if type_ == "TIMESTAMP WITH TIME ZONE":
        plain = f"timezone('UTC', {quoted})"
    elif type_.startswith("TIMESTAMP_"):
        plain = f"{quoted}::timestamp"
    elif type_ in ("HUGEINT", "UHUGEINT", "UBIGINT"):
        # Parquet would hold them as rounded numbers
        plain = f"{quoted}::bigint"
    elif type_.startswith("ENUM") or type_ in ("UUID", "JSON"):
        plain = f"{quoted}::varchar"
    else:
        return quoted
    return f"{plain} as {quoted}"

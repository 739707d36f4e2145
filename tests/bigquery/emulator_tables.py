"""Runs inside .venv-emulator: puts raw rows into the emulator's database while no emulator serves it.

Arguments: the database, the BigQuery project, a salt, a folder of Parquet files `<table>/…`, and the columns of the raw
tables as JSON, `{table: [[column, type], …]}`. What is there already stays.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb
from crucible.engine import Engine


def open_catalog(database: str, project: str) -> duckdb.DuckDBPyConnection:
    """Open the file in which the emulator keeps a project's tables, making it where there is none."""
    engine = Engine(database)
    engine.attach_catalog(project)
    engine.close()
    (catalog,) = Path(f"{database}.catalogs").glob("*.duckdb")
    connection = duckdb.connect(str(catalog))
    connection.execute("set TimeZone = 'UTC'")
    return connection


def main() -> None:
    """Create what is absent, and add the files' rows."""
    database, project, salt, folder, columns = sys.argv[1:]
    with open_catalog(database, project) as connection:
        for schema in ("raw", "restricted"):
            connection.execute(f"create schema if not exists {schema}")
        connection.execute("create or replace table restricted.salt (salt varchar)")
        connection.execute("insert into restricted.salt values (?)", [salt])
        for table, described in json.loads(columns).items():
            typed = ", ".join(f"{name} {type_}" for name, type_ in described)
            connection.execute(f"create table if not exists raw.{table} ({typed})")
            if any((Path(folder) / table).rglob("*.parquet")):
                files = f"'{folder}/{table}/**/*.parquet', hive_partitioning = false, union_by_name = true"
                connection.execute(f"insert into raw.{table} by name select * from read_parquet({files})")


if __name__ == "__main__":
    main()

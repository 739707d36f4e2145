"""Runs inside .venv-emulator: puts published marts into the emulator's database while no emulator serves it.

Arguments: the database, the BigQuery project, the dataset, and marts.duckdb.
"""

from __future__ import annotations

import sys

from emulator_tables import open_catalog


def main() -> None:
    """Copy every mart; timestamps are instants there, as BigQuery's are."""
    database, project, dataset, marts = sys.argv[1:]
    with open_catalog(database, project) as connection:
        connection.execute(f"create schema {dataset}")
        connection.execute(f"attach '{marts}' as published (read_only)")
        tables = connection.execute(
            "select table_name from duckdb_tables() where database_name = 'published'"
        ).fetchall()
        for (table,) in tables:
            columns = connection.execute(f"describe published.{table}").fetchall()
            zoned = [
                f"cast({name} as timestamptz) as {name}"
                for name, type_, *_ in columns
                if type_ == "TIMESTAMP"
            ]
            replaced = f" replace ({', '.join(zoned)})" if zoned else ""
            connection.execute(f"create table {dataset}.{table} as select *{replaced} from published.{table}")


if __name__ == "__main__":
    main()

"""Sample logs as BigQuery can hold them: every value of its column's type, in one landing zone for both engines."""

from __future__ import annotations

from pathlib import Path

import duckdb

from cs_productivity.contracts import RawTable
from cs_productivity.landing import DUCKDB_TYPES

# how the emulator keeps values of each GoogleSQL type
STORED_TYPES = DUCKDB_TYPES | {"TIMESTAMP": "TIMESTAMP WITH TIME ZONE"}


def columns_of(contracts: dict[str, RawTable]) -> dict[str, list[tuple[str, str]]]:
    """Return name and stored type of each raw table's columns."""
    return {
        name: [(column.name, STORED_TYPES[column.type]) for column in table.columns]
        for name, table in contracts.items()
    }


def write_typed(zone: Path, target: Path, contracts: dict[str, RawTable]) -> list[str]:
    """Copy a landing zone; what is not of its column's type becomes null, as a load into a typed table needs it.

    Returns:
        The days of loading, oldest first, as the folders are named.
    """
    with duckdb.connect() as connection:
        for file in sorted(zone.rglob("*.parquet")):
            place = file.relative_to(zone)
            if place.parts[0] not in contracts:
                continue
            names = connection.execute(f"describe from read_parquet('{file}')").fetchall()
            delivered = {name for name, *_ in names}
            typed = ", ".join(
                f"try_cast({column.name} as {DUCKDB_TYPES[column.type]}) as {column.name}"
                for column in contracts[place.parts[0]].columns
                if column.name in delivered
            )
            (target / place).parent.mkdir(parents=True, exist_ok=True)
            connection.execute(
                f"copy (select {typed} from read_parquet('{file}', hive_partitioning = false)) to '{target / place}'"
            )
    return sorted({folder.name for folder in target.glob("*/loaded_date=*")})

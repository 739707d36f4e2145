"""Rows that go for good between two builds of a history: a person's, or those that the tool has taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from project import ROOT

from cs_productivity.collection.tables import id_column
from cs_productivity.contracts import load_contracts
from cs_productivity.erasure.landing_zone import remove_from_zone
from cs_productivity.erasure.request import KEPT, Person, TakenBack
from cs_productivity.settings import Settings
from increments.actions import pick

PEOPLE = {
    "agent": ("agent_id", ("backend_action_logs", "frontend_event_logs", "agents", "shifts")),
    "customer": ("customer_key", ("tickets", "self_service_sessions")),
}
# rows that are told as deleted in one go
MOST_TOLD = 8


def erase(zone: Path, warehouse: Path, number: int, stream: np.random.Generator) -> str:
    """Take rows out of a landing zone, and tell its warehouse; return a line about it.

    Args:
        zone: the landing zone.
        warehouse: built from it, or not there yet.
        number: how many batches had landed before the last one.
        stream: whose rows go.
    """
    request: Person | TakenBack
    kind = pick(stream, ("agent", "customer", "taken back", "taken back"))
    if kind == "taken back":
        _tell_deleted(zone, number, stream)
        request = TakenBack()
    else:
        column, tables = PEOPLE[kind]
        found = sorted({name for table in tables for name, _ in _landed(zone, table, column)})
        if not found:
            return f"nobody to erase before the build of batch {number}"
        request = Person(kind, pick(stream, found))
    settings = Settings(ROOT, zone, True, warehouse, zone.parent / "published", zone.parent / "salt")
    removed = remove_from_zone(settings, load_contracts(), request)
    return f"before the build of batch {number} {request} is erased: {dict(removed.rows)}"


def _tell_deleted(zone: Path, number: int, stream: np.random.Generator) -> None:
    """Land a file that tells some rows as deleted; copies of them may have been loaded before and after that."""
    rows = []
    for table in load_contracts().values():
        name = id_column(table) if table.name in KEPT else None
        landed = sorted(set(_landed(zone, table.name, name))) if name else []
        for _ in range(min(len(landed), int(stream.integers(0, MOST_TOLD)))):
            row_id, loaded_at = pick(stream, landed)
            told_at = loaded_at + timedelta(seconds=pick(stream, (0, 0, 90_000, 5_000_000, -7)))
            rows.append((table.name, row_id, told_at, told_at))
    names = ("table_name", "row_id", "deleted_at", "loaded_at")
    columns = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())
    moment = pa.timestamp("us")
    types = (pa.string(), pa.string(), moment, moment)
    folder = zone / "deleted_rows"
    folder.mkdir(exist_ok=True)
    content = {name: pa.array(columns[name], type_) for name, type_ in zip(names, types, strict=True)}
    pq.write_table(pa.table(content), folder / f"batch-{number}.parquet")


def _landed(zone: Path, table: str, column: str) -> list[tuple[str, datetime]]:
    """Values of a column in a table's files, with the time each was loaded; without rows that cannot be read."""
    values = []
    for file in sorted((zone / table).glob("*.parquet")):
        try:
            there = pq.read_schema(file).names
        except pa.ArrowException:
            continue
        if column not in there or "loaded_at" not in there:
            continue
        query = f"""select {column}, try_cast(cast(loaded_at as varchar) as timestamp) as loaded_at
            from read_parquet('{file}') where {column} is not null and loaded_at is not null"""
        with duckdb.connect() as connection:
            connection.execute("set TimeZone = 'UTC'")
            values += [row for row in connection.execute(query).fetchall() if row[1] is not None]
    return values

"""How the rows of a history land: again, wrong, late, in any order, in files of every kind."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cs_productivity.contracts import RawTable, load_contracts
from increments.actions import Row, pick
from increments.history import ORDERS, History
from increments.tables import REQUIRED, all_rows

ARROW_TYPES = {
    "STRING": pa.string(),
    "INT64": pa.int64(),
    "BOOL": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
}
ABSURD_TIMES = (datetime(1970, 1, 1), datetime(1985, 1, 1), datetime(2070, 1, 1))


@dataclass
class Batch:
    """Files that land together: bytes by path from the landing zone, and the rows that are in them by table."""

    files: dict[str, bytes] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def land(self, zone: Path) -> None:
        """Write the files."""
        for name, content in self.files.items():
            (zone / name).parent.mkdir(parents=True, exist_ok=True)
            (zone / name).write_bytes(content)


def deliver(history: History) -> list[Batch]:
    """Return what lands, batch by batch; the first one has rows of both required tables."""
    contracts = load_contracts()
    batches = [Batch() for _ in range(history.batch_count)]
    stream = history.stream("batches")
    # nothing at all, one table only, or whatever there is
    # what no tool delivers is in no history
    tables = [name for name in contracts if name != "deleted_rows"]
    kinds = [pick(stream, ("", "", *tables, *["all"] * 12)) for _ in batches]
    kinds[0] = "all"
    for name, meant in all_rows(history).items():
        stream = history.stream(f"{name} landing")
        # what happened long before the tickets came keeps its content
        recent = [row for row in meant if row["loaded_at"] >= history.starts_at]
        delivered = [
            row for own in meant for row in _deliveries(history, contracts[name], own, recent, stream)
        ]
        possible = [number for number, kind in enumerate(kinds) if kind in ("all", name)]
        for row, share in zip(delivered, _shares(history, delivered, stream), strict=True):
            number = possible[int(share * len(possible))]
            batches[number].rows.setdefault(name, []).append(row)
        if name in REQUIRED and name not in batches[0].rows:
            batches[0].rows[name] = [meant[0]]
    for number, batch in enumerate(batches):
        for name, rows in batch.rows.items():
            stream = history.stream(f"{name} files {number}")
            batch.files |= _files(name, contracts[name], rows, number, stream)
        stream = history.stream(f"unreadable {number}")
        if history.bad_rows_in_ten and stream.random() < 0.3:
            batch.files |= _unreadable_file(number, stream)
    return batches


def _deliveries(
    history: History, table: RawTable, row: Row, others: list[Row], stream: np.random.Generator
) -> list[Row]:
    """Return a row, with a copy and a version that cannot be right where the history has them."""
    rows = [row]
    if stream.random() < history.copies_in_ten / 10:
        copy = dict(row)
        if row in others and stream.random() < 0.6:
            # the same key with the content of another row, or with nothing where that is allowed
            names = [column.name for column in table.columns if column.name not in (*table.key, "loaded_at")]
            for name in stream.choice(names, min(3, len(names)), replace=False):
                copy[name] = pick(stream, others)[name]
        # a copy may have been loaded before the row itself, at the same time, on that day or much later
        copy["loaded_at"] += timedelta(seconds=pick(stream, (0, 0, -7, 1_800, -1_800, 90_000, 5_000_000)))
        rows.append(copy)
    if stream.random() < history.bad_rows_in_ten / 10:
        rows.append(_spoil(table, row, stream))
    return rows


def _spoil(table: RawTable, row: Row, stream: np.random.Generator) -> Row:
    """Return the row with one value that is missing, unreadable or absurd; in an optional column it stays."""
    column = pick(stream, table.columns)
    values: list[object] = [None]
    if column.type in ("INT64", "DATE", "TIMESTAMP"):
        values.append("n/a")
    if column.type == "TIMESTAMP":
        values += ABSURD_TIMES
    if column.type == "TIMESTAMP" and column.name != "created_at":
        # an hour after loading is the last that is believed
        values += [row["loaded_at"] + timedelta(seconds=3_600, microseconds=extra) for extra in (0, 1)]
    return row | {column.name: pick(stream, values)}


def _shares(history: History, rows: list[Row], stream: np.random.Generator) -> np.ndarray:
    """Return when each row lands, as a share of the whole history from 0 to under 1."""
    chance = stream.random(len(rows))
    order = ORDERS[history.order]
    if order == "random" or not rows:
        return chance
    times = [row["loaded_at"] if isinstance(row["loaded_at"], datetime) else datetime.min for row in rows]
    shares = np.argsort(np.argsort(times, kind="stable"), kind="stable") / len(rows)
    shares = shares if order == "loaded" else (len(rows) - 1) / len(rows) - shares
    # one row in seven is out of the order
    return np.where(chance < 1 / 7, chance * 7, shares)


def _files(
    name: str, table: RawTable, rows: list[Row], number: int, stream: np.random.Generator
) -> dict[str, bytes]:
    """Write the rows into one or two files, whose names sort by chance and not by when they land."""
    place = stream.integers(0, 2, len(rows)) * int(stream.integers(0, 2))
    files = {}
    for part in (0, 1):
        members = [row for row, of in zip(rows, place, strict=True) if of == part]
        if members:
            path = f"{name}/{int(stream.integers(16**8)):08x}-batch-{number}.parquet"
            files[path] = _parquet(table, members, stream)
    return files


def _parquet(table: RawTable, rows: list[Row], stream: np.random.Generator) -> bytes:
    """Write rows as loaders do: with zoned times, as text where one value is text, without columns that are empty."""
    has_zone, drops_empty = stream.random() < 0.3, stream.random() < 0.3
    columns = {}
    for column in table.columns:
        values = [row[column.name] for row in rows]
        type_ = ARROW_TYPES[column.type]
        if drops_empty and not column.is_required and all(value is None for value in values):
            continue
        if type_ != pa.string() and any(isinstance(value, str) for value in values):
            columns[column.name] = pa.array([_as_text(value) for value in values], pa.string())
        else:
            array = pa.array(values, type_)
            is_zoned = has_zone and column.type == "TIMESTAMP"
            columns[column.name] = array.cast(pa.timestamp("us", tz="UTC")) if is_zoned else array
    if stream.random() < 0.2:
        columns["collector_batch"] = pa.array(range(len(rows)))
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


def _as_text(value: object) -> str | None:
    return value.isoformat() if isinstance(value, (datetime, date)) else None if value is None else str(value)


def _unreadable_file(number: int, stream: np.random.Generator) -> dict[str, bytes]:
    """Return a file that is left out: empty, cut short, or of another kind."""
    table = pick(stream, ("backend_action_logs", "tickets", "shifts"))
    suffix, content = pick(
        stream, (("parquet", b""), ("parquet", b"PAR1 and no more"), ("csv", b"ticket_id\nticket_1\n"))
    )
    return {f"{table}/{int(stream.integers(16**8)):08x}-batch-{number}.{suffix}": content}

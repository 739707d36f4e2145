"""Writes tables as the files of a landing zone; files of one table differ in their columns, as real ones
do.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cs_productivity.simulator.loads import Loads
from cs_productivity.simulator.schema import STRING, TIME, unpack

ZONED = pa.timestamp("us", tz="UTC")
# columns with few or slowly growing values pack better as they are than through a dictionary
UNPACKED = (
    "log_id",
    "event_id",
    "request_id",
    "sequence_no",
    "occurred_at",
    "occurred_at_client",
    "sent_at_client",
    "received_at",
)


def write_parquet(path: Path, table: pa.Table) -> None:
    """Write one file; the same table gives the same bytes. Readers get the bounds of times."""
    encoding = {}
    for column in table.column_names:
        kind = table.schema.field(column).type
        if column in UNPACKED and pa.types.is_string(kind):
            encoding[column] = "DELTA_BYTE_ARRAY"
        elif column in UNPACKED:
            encoding[column] = "DELTA_BINARY_PACKED"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        table.replace_schema_metadata(None),
        path,
        compression="zstd",
        compression_level=3,
        use_dictionary=[column for column in table.column_names if column not in encoding],
        column_encoding=encoding,
        write_statistics=[field.name for field in table.schema if pa.types.is_temporal(field.type)],
        store_schema=False,
    )


def replace(table: pa.Table, column: str, values: pa.Array | pa.ChunkedArray) -> pa.Table:
    """The table with other values, and so perhaps another type, in one column."""
    return table.set_column(table.schema.get_field_index(column), column, values)


def with_bad_text(table: pa.Table, id_column: str, column: str, bad: tuple[str, ...]) -> pa.Table:
    """Turn a column into text; for each unreadable text add a copy of a clean row under an id of its own."""
    clean = np.flatnonzero(table["is_clean"].to_numpy())
    extra = table.take([clean[len(clean) // 2]] * len(bad))
    extra = replace(extra, "is_clean", pa.array([False] * len(bad)))
    extra = replace(extra, id_column, pa.array([f"unreadable_{column}_{place}" for place in range(len(bad))]))
    extra = replace(extra, column, pa.array(bad))
    return pa.concat_tables([replace(table, column, table[column].cast(STRING)), extra])


def with_bad_optional(table: pa.Table, column: str, word: str) -> pa.Table:
    """Turn an optional column into text and put a word that is no number into two clean rows."""
    values = table[column].cast(STRING).to_pylist()
    for row in np.flatnonzero(table["is_clean"].to_numpy() & table[column].is_valid().to_numpy())[[1, -2]]:
        values[row] = word
    return replace(table, column, pa.array(values, STRING))


def with_zone(table: pa.Table) -> pa.Table:
    """Mark all timestamps as UTC."""
    for field in table.schema:
        if field.type == TIME:
            table = replace(table, field.name, table[field.name].cast(ZONED))
    return table


def with_extra_column(table: pa.Table) -> pa.Table:
    """Add a column that the contract does not know."""
    return table.append_column("collector_batch", pa.array(np.arange(table.num_rows) // 500))


def without_empty_column(table: pa.Table) -> pa.Table:
    """Leave out a column that no row has: on the first day all tabs run the app version that does not send it."""
    is_empty = table["sent_at_client"].null_count == table.num_rows
    return table.drop_columns(["sent_at_client"]) if is_empty else table


def quirks_of(name: str, files: int, has_dirt: bool) -> dict[int, list[Callable[[pa.Table], pa.Table]]]:
    """What is odd about which file (by place in order of date) of a table."""
    odd: dict[int, list[Callable[[pa.Table], pa.Table]]] = {place: [] for place in range(files)}
    if name == "backend_action_logs":
        odd[0].append(lambda table: table.drop_columns(["latency_ms"]))
        odd[files // 3].append(with_extra_column)
        bad = ("n/a", "2026-02-30 10:00:00", "11/03/26 4pm")
        odd[files // 2].append(lambda table: with_bad_text(table, "log_id", "occurred_at", bad))
        odd[files // 2].append(lambda table: with_bad_optional(table, "status_code", "timeout"))
    elif name == "frontend_event_logs":
        odd[0].append(without_empty_column)
        if has_dirt:
            odd[files // 2].append(
                lambda table: with_bad_text(table, "event_id", "sequence_no", ("#", "12a"))
            )
    elif name == "tickets":
        odd[files // 3].append(with_extra_column)
    elif name == "shifts":
        odd[0].append(lambda table: table.drop_columns(["is_cancelled"]))
    if name in ("backend_action_logs", "frontend_event_logs", "tickets", "self_service_sessions"):
        for place in range(1, files, 4):
            odd[place].append(with_zone)
    return odd


def land(folder: Path, tables: dict[str, Loads], has_dirt: bool = True) -> None:
    """Write `<folder>/<table>/loaded_date=YYYY-MM-DD/part-0.parquet`, one file per UTC day of loaded_at.

    Args:
        folder: the landing zone.
        tables: the raw tables as `dirt.soil` leaves them, by name.
        has_dirt: whether frontend files hold values that cannot be read.
    """
    for name, table in tables.items():
        day = table.day
        starts = np.flatnonzero(np.append(True, day[1:] != day[:-1]))
        odd = quirks_of(name, len(starts), name != "frontend_event_logs" or has_dirt)
        ends = [*starts[1:].tolist(), len(day)]
        for place, (start, end) in enumerate(zip(starts.tolist(), ends, strict=True)):
            rows = unpack(table.take(start, end))
            for change in odd[place]:
                rows = change(rows)
            loaded = date(1970, 1, 1) + timedelta(days=int(day[start]))
            path = folder / name / f"loaded_date={loaded}" / "part-0.parquet"
            write_parquet(path, rows.drop_columns(["is_clean"]))

"""Counts what is in the files of a landing zone, by reading them: the figures that a build has to find
again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cs_productivity.simulator.dirt import EVENT_TIME, LATE_SHARE
from cs_productivity.simulator.schema import COLUMNS, INT, STRING, TIME
from cs_productivity.simulator.world import ACTIONS, CHANNELS, DAY, EVENTS, HOUR, STATUSES

# never null by the contract (loaded_at is, in every table; the collector sets it)
REQUIRED = {
    "backend_action_logs": ("log_id", "occurred_at", "action"),
    "frontend_event_logs": (
        "event_id",
        "tab_session_id",
        "sequence_no",
        "agent_id",
        "event_type",
        "occurred_at_client",
        "received_at",
    ),
    "tickets": ("ticket_id", "created_at", "channel", "status", "updated_at"),
    "agents": ("agent_id", "updated_at"),
    "shifts": ("agent_id", "starts_at", "ends_at", "activity"),
    "releases": ("release_id", "released_at"),
    "release_rollouts": ("release_id", "enabled_at"),
    "self_service_sessions": ("session_id", "started_at"),
    "demand_daily": ("demand_date",),
}
VOCABULARY = {
    ("backend_action_logs", "action"): ACTIONS,
    ("frontend_event_logs", "event_type"): EVENTS,
    ("tickets", "channel"): CHANNELS,
    ("tickets", "status"): STATUSES,
}
# rows that agree in these columns are deliveries of the same row
KEY = {
    "backend_action_logs": ["log_id"],
    "frontend_event_logs": ["event_id"],
    "tickets": ["ticket_id", "updated_at"],
    "agents": ["agent_id", "updated_at"],
    "shifts": ["shift_id", "updated_at"],
    "releases": ["release_id"],
    "release_rollouts": ["release_id", "team", "enabled_at"],
    "self_service_sessions": ["session_id"],
    "demand_daily": ["demand_date"],
}


# beside these and the words of VOCABULARY
COUNTED = {"loaded_at", "properties", "latency_ms", "status_code", "ends_at"}


@dataclass
class TableCounts:
    """What one table's files hold; rows are counted over all files, extra copies included.

    duplicate_rows: extra copies. late_rows: loaded more than two hours after the event. malformed: rows
    that cannot be used, by fault. unmapped: usable rows with a word outside the vocabulary.
    unreadable_optional: values of optional columns that cannot be read. missing_optional: rows in files
    without the column. odd_but_kept: unlikely values.
    """

    files: int = 0
    rows_written: int = 0
    duplicate_rows: int = 0
    late_rows: int = 0
    out_of_order_rows: int = 0
    malformed: dict[str, int] = field(default_factory=dict)
    unmapped: dict[str, int] = field(default_factory=dict)
    unreadable_optional: dict[str, int] = field(default_factory=dict)
    missing_optional: dict[str, int] = field(default_factory=dict)
    odd_but_kept: dict[str, int] = field(default_factory=dict)

    @property
    def malformed_rows(self) -> int:
        """Rows that cannot be used, of any fault."""
        return sum(self.malformed.values())


def parse(text: str | None, kind: pa.DataType) -> int | datetime | None:
    """A text as a whole number or a time; None where it is neither."""
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text) if kind == TIME else int(text)
    except ValueError:
        return None


def read_file(path: Path, name: str, counts: TableCounts) -> tuple[pa.Table, np.ndarray]:
    """Read one file as the contract's columns and types.

    Returns:
        the rows, and for each the place in REQUIRED of a column whose text could not be read, −1 where all
        could.
    """
    found = pq.ParquetFile(path).read()
    unreadable = np.full(found.num_rows, -1)
    columns = {}
    for column, kind in COLUMNS[name].items():
        if column not in found.column_names:
            counts.missing_optional[column] = counts.missing_optional.get(column, 0) + found.num_rows
            columns[column] = pa.nulls(found.num_rows, kind)
            continue
        values = found[column]
        if values.type == STRING and kind in (INT, TIME):
            read = pa.array([parse(text, kind) for text in values.to_pylist()], kind)
            failed = values.is_valid().to_numpy() & read.is_null().to_numpy(zero_copy_only=False)
            if column in REQUIRED[name]:
                unreadable[failed] = REQUIRED[name].index(column)
            else:
                before = counts.unreadable_optional.get(column, 0)
                counts.unreadable_optional[column] = before + int(failed.sum())
            values = read
        columns[column] = values.cast(kind)
    return pa.table(columns, schema=pa.schema(list(COLUMNS[name].items()))), unreadable


def us(table: pa.Table, column: str) -> np.ndarray:
    """A time column in microseconds since 1970; missing values as the smallest number."""
    return pc.fill_null(table[column].cast(INT), np.iinfo(np.int64).min).to_numpy()


def find_faults(name: str, table: pa.Table, unreadable: np.ndarray) -> tuple[dict[str, int], np.ndarray]:
    """Look for rows that cannot be used; each counts once, under the first of its faults.

    Returns:
        rows by fault in order of the alphabet, and for each row whether it is usable.
    """
    found: dict[str, int] = {}
    is_usable = np.ones(table.num_rows, dtype=bool)

    def mark(kind: str, rows: np.ndarray) -> None:
        number = int((rows & is_usable).sum())
        if number:
            found[kind] = number
            is_usable[rows] = False

    for place, column in enumerate(REQUIRED[name]):
        mark(f"unreadable_{column}", unreadable == place)
        mark(f"null_{column}", table[column].is_null().to_numpy())
        if table.schema.field(column).type == STRING:
            mark(f"empty_{column}", pc.fill_null(pc.equal(table[column], ""), False).to_numpy())
    loaded = us(table, "loaded_at")
    server_times = [EVENT_TIME[name]] if name in EVENT_TIME else []
    for column in [*server_times, *(["created_at"] if name == "tickets" else [])]:
        time = us(table, column)
        mark(f"{column}_1970", (time >= 0) & (time < 365 * DAY * 1_000))
        mark(f"{column}_future", time > loaded + HOUR * 1_000)
    if name == "shifts":
        mark("ends_before_starts", us(table, "ends_at") <= us(table, "starts_at"))
    return dict(sorted(found.items())), is_usable


def is_bad_json(text: str) -> bool:
    """Whether a text is not JSON."""
    try:
        json.loads(text)
    except ValueError:
        return True
    return False


def count_unmapped(name: str, usable: pa.Table) -> dict[str, int]:
    """Rows with a word outside the vocabulary as {"column:word": rows}, in order of the alphabet."""
    found = {}
    for (owner, column), vocabulary in VOCABULARY.items():
        if owner == name:
            unknown = usable[column].filter(pc.invert(pc.is_in(usable[column], pa.array(vocabulary))))
            for row in unknown.value_counts().to_pylist():
                found[f"{column}:{row['values']}"] = row["counts"]
    return dict(sorted(found.items()))


def count_table(folder: Path, name: str) -> TableCounts:
    """Count one raw table's rows and dirt over all its files."""
    counts = TableCounts()
    tables, unreadable = [], []
    wanted = {*REQUIRED[name], *KEY[name], *COUNTED}
    wanted |= {column for owner, column in VOCABULARY if owner == name}
    columns = [column for column in COLUMNS[name] if column in wanted]
    for path in sorted((folder / name).glob("**/*.parquet")):
        rows, failed = read_file(path, name, counts)
        if name in EVENT_TIME:
            time = us(rows, EVENT_TIME[name])
            counts.out_of_order_rows += int((time[1:] < time[:-1]).sum())
        tables.append(rows.select(columns))
        unreadable.append(failed)
    table = pa.concat_tables(tables).combine_chunks()
    counts.files, counts.rows_written = len(tables), table.num_rows
    counts.malformed, is_usable = find_faults(name, table, np.concatenate(unreadable))
    usable = table if is_usable.all() else table.filter(pa.array(is_usable))
    counts.unmapped = count_unmapped(name, usable)
    counts.duplicate_rows = usable.num_rows - usable.group_by(KEY[name]).aggregate([]).num_rows
    if name in LATE_SHARE:
        delay = us(usable, "loaded_at") - us(usable, EVENT_TIME[name])
        counts.late_rows = int((delay > 2 * HOUR * 1_000).sum())
    if "properties" in table.column_names:
        texts = pc.drop_null(usable["properties"]).value_counts().to_pylist()
        bad = sum(row["counts"] for row in texts if is_bad_json(row["values"]))
        counts.unreadable_optional["properties"] = bad
    if name == "backend_action_logs":
        for kind, rows in (
            ("negative_latency_ms", pc.less(usable["latency_ms"], 0)),
            ("failed_requests", pc.equal(usable["status_code"], 500)),
        ):
            counts.odd_but_kept[kind] = pc.sum(rows, min_count=0).as_py()
    return counts

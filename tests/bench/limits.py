"""What the machine can do with the same columns at best: read and hash them, and sort and group them.

The columns are read from one clean file of typed values, which spares what real files cost: copies in other types,
rows that cannot be, hundreds of files.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import duckdb

RUNS = 3
TIMES = ("occurred_at", "loaded_at", "occurred_at_client", "sent_at_client", "received_at")


@dataclass(frozen=True)
class Log:
    """A raw log: its folder in the landing zone, the columns that effort is told from, and its natural order."""

    table: str
    columns: tuple[str, ...]
    order: tuple[str, ...]
    groups: tuple[str, ...]
    time: str


BACKEND = Log(
    "backend_action_logs",
    ("log_id", "occurred_at", "agent_id", "ticket_id", "action", "request_id", "status_code", "loaded_at"),
    ("agent_id", "occurred_at", "log_id"),
    ("agent_id", "ticket_id"),
    "occurred_at",
)
FRONTEND = Log(
    "frontend_event_logs",
    (
        *("event_id", "tab_session_id", "sequence_no", "agent_id", "ticket_id", "event_type", "screen"),
        *("occurred_at_client", "sent_at_client", "received_at", "request_id", "app_version", "loaded_at"),
    ),
    ("tab_session_id", "sequence_no"),
    ("agent_id", "tab_session_id", "ticket_id"),
    "occurred_at_client",
)


def write_clean(zone: Path, log: Log, folder: Path) -> Path:
    """Write the log's columns into one file; a time that cannot be read is null there."""
    target = folder / f"{log.table}.parquet"
    columns = [f"try_cast({name} as timestamp) as {name}" if name in TIMES else name for name in log.columns]
    with duckdb.connect() as connection:
        source = f"read_parquet('{zone / log.table}/*/*.parquet', union_by_name = true)"
        connection.execute(
            f"copy (select {', '.join(columns)} from {source}) to '{target}' (format parquet, compression zstd)"
        )
    return target


def scan_and_hash(file: Path, log: Log) -> float:
    """CPU seconds of reading the columns from their files and hashing each row."""
    return _cost(
        lambda connection: connection.execute(
            f"select bit_xor(hash({', '.join(log.columns)})) from '{file}'"
        ).fetchall()
    )


def sort_and_group(file: Path, log: Log) -> float:
    """CPU seconds of sorting the rows by who did them and when, and grouping them by what they are about."""

    def run(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute(
            f"create or replace temp table sorted as select {', '.join(log.columns)} "
            f"from '{file}' order by {', '.join(log.order)}"
        )
        connection.execute(
            f"create or replace temp table grouped as select {', '.join(log.groups)}, count(*) as row_count, "
            f"min({log.time}) as started_at, max({log.time}) as ended_at "
            f"from sorted group by {', '.join(log.groups)}"
        )

    return _cost(run)


def row_count(file: Path) -> int:
    """Rows of a log."""
    with duckdb.connect() as connection:
        return connection.execute(f"select count(*) from '{file}'").fetchall()[0][0]


def _cost(run: Callable[[duckdb.DuckDBPyConnection], object]) -> float:
    """Median CPU seconds of a few runs, each in a database of its own."""
    spent = []
    for _ in range(RUNS):
        with duckdb.connect() as connection:
            started = time.process_time()
            run(connection)
            spent.append(time.process_time() - started)
    return median(spent)

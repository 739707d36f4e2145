"""What others would write to get segments of work out of the backend's log, on the same rows, clean and in one file.

They join an agent's actions on one ticket while the pauses are no longer than the cutoff: agent_id, ticket_id,
started_at, ended_at, action_count. The project's segments know more: calls without a cutoff, chats that wait for their
customers, work before an action, what is idle, away or unknown, and two bounds.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import duckdb
import pandas as pd
import polars as pl

RUNS = 3
CUTOFF_SECONDS = 600

TEXTBOOK = """
with numbered as (
    select *, row_number() over (partition by log_id order by loaded_at, occurred_at) as copy_number
    from {source}
    where agent_id is not null and ticket_id is not null and occurred_at is not null
),
actions as (select * from numbered where copy_number = 1),
lagged as (
    select *, lag(occurred_at) over (
        partition by agent_id, ticket_id order by occurred_at, log_id
    ) as previous_at
    from actions
),
summed as (
    select *, sum(
        case when previous_at is null or occurred_at - previous_at > interval {cutoff} second then 1 else 0 end
    ) over (partition by agent_id, ticket_id order by occurred_at, log_id) as session_number
    from lagged
)
select
    agent_id, ticket_id, min(occurred_at) as started_at, max(occurred_at) as ended_at, count(*) as action_count
from summed
group by agent_id, ticket_id, session_number
"""


def textbook(source: str) -> str:
    """The query over a source of rows, as SQL names it."""
    return TEXTBOOK.format(source=source, cutoff=CUTOFF_SECONDS)


def textbook_sql(file: Path) -> pd.DataFrame:
    """Segments by ROW_NUMBER, LAG, a running SUM and GROUP BY."""
    with duckdb.connect() as connection:
        connection.execute(f"create temp table segments as {textbook(repr(str(file)))}")
        return connection.execute("select * from segments").df()


def with_pandas(file: Path) -> pd.DataFrame:
    """The same segments with pandas."""
    columns = ["log_id", "agent_id", "ticket_id", "occurred_at", "loaded_at"]
    actions = pd.read_parquet(file, columns=columns)
    actions = actions.dropna(subset=["agent_id", "ticket_id", "occurred_at"])
    actions = actions.sort_values(["loaded_at", "occurred_at"])
    actions = actions.drop_duplicates("log_id")
    actions = actions.sort_values(["agent_id", "ticket_id", "occurred_at", "log_id"])
    keys = ["agent_id", "ticket_id"]
    pauses = actions.groupby(keys)["occurred_at"].diff()
    begins = pauses.isna() | (pauses > pd.Timedelta(seconds=CUTOFF_SECONDS))
    grouped = actions.assign(session_number=begins.cumsum()).groupby([*keys, "session_number"])["occurred_at"]
    segments = grouped.agg(started_at="min", ended_at="max", action_count="size").reset_index()
    return segments.drop(columns="session_number")


def with_polars(file: Path) -> pd.DataFrame:
    """The same segments with polars."""
    keys = ["agent_id", "ticket_id"]
    columns = ["log_id", *keys, "occurred_at", "loaded_at"]
    pause = pl.col("occurred_at").diff().over(keys)
    begins = pause.is_null() | (pause > pl.duration(seconds=CUTOFF_SECONDS))
    segments = (
        pl.scan_parquet(file)
        .select(columns)
        .drop_nulls([*keys, "occurred_at"])
        .sort("loaded_at", "occurred_at")
        .unique("log_id", keep="first", maintain_order=True)
        .sort([*keys, "occurred_at", "log_id"])
        .with_columns(session_number=begins.cum_sum())
        .group_by([*keys, "session_number"])
        .agg(
            started_at=pl.col("occurred_at").min(),
            ended_at=pl.col("occurred_at").max(),
            action_count=pl.len(),
        )
        .drop("session_number")
    )
    return segments.collect().to_pandas()


PEERS: dict[str, Callable[[Path], pd.DataFrame]] = {
    "textbook SQL": textbook_sql,
    "pandas": with_pandas,
    "polars": with_polars,
}


def measure(file: Path) -> dict[str, float]:
    """Median CPU seconds of each peer.

    Raises:
        SystemExit: they do not give the same segments, so that their costs cannot be compared.
    """
    spent: dict[str, float] = {}
    found: dict[str, pd.DataFrame] = {}
    for name, run in PEERS.items():
        times = []
        for _ in range(RUNS):
            started = time.process_time()
            found[name] = run(file)
            times.append(time.process_time() - started)
        spent[name] = median(times)
    first, *others = (_sorted(segments) for segments in found.values())
    if not all(first.equals(other) for other in others):
        raise SystemExit("bench: the peers do not give the same segments.")
    return spent


def _sorted(segments: pd.DataFrame) -> pd.DataFrame:
    segments = segments.astype({"action_count": "int64", "agent_id": "str", "ticket_id": "str"})
    for name in ("started_at", "ended_at"):
        segments[name] = segments[name].astype("datetime64[us]")
    return segments.sort_values(list(segments.columns)).reset_index(drop=True)

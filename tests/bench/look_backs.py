"""What a day more costs, and gets wrong, where only recent history is looked at again: the usual incremental models.

Both work on the segments of textbook SQL. A look-back makes all segments again that begin within some days of the
newest row known; the segment style (of dbt packages that sessionize page views) makes all segments of those pairs of
agent and ticket again that have rows newer than the newest segment less three hours.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
from peers import textbook

LOOK_BACK_DAYS = (1, 3)
TRAILING_HOURS = 3
COLUMNS = "agent_id, ticket_id, started_at, ended_at, action_count"


@dataclass(frozen=True)
class Increment:
    """One more day of loading: CPU seconds, and rows that are missing or too many beside all of it at once."""

    name: str
    cpu_seconds: float
    wrong_rows: int


def one_day_more(file: Path) -> list[Increment]:
    """Add the last day of loading to the segments of the days before, in each style."""
    found = [_increment(file, f"look-back, {days} d", _look_back(days)) for days in LOOK_BACK_DAYS]
    return [*found, _increment(file, "segment style", _segment_style())]


def _look_back(days: int) -> list[str]:
    cut = f"(select newest_at - interval {days} day from known)"
    return [
        f"delete from segments where started_at >= {cut}",
        f"insert into segments {textbook(f'(select * from logs where occurred_at >= {cut})')}",
    ]


def _segment_style() -> list[str]:
    cut = f"(select max(started_at) - interval {TRAILING_HOURS} hour from segments)"
    of_pairs = "(agent_id, ticket_id) in (select (agent_id, ticket_id) from pairs)"
    return [
        f"create temp table pairs as select distinct agent_id, ticket_id from logs where occurred_at >= {cut}",
        f"delete from segments where {of_pairs}",
        f"insert into segments {textbook(f'(select * from logs where {of_pairs})')}",
    ]


def _increment(file: Path, name: str, statements: list[str]) -> Increment:
    with duckdb.connect() as connection:
        # a single row of the year 2070 would be the newest for good
        connection.execute(
            f"create temp view logs as from '{file}' where occurred_at <= loaded_at + interval 1 hour"
        )
        last_day = "(select max(cast(loaded_at as date)) from logs)"
        before = f"(select * from logs where cast(loaded_at as date) < {last_day})"
        connection.execute(f"create temp table segments as {textbook(before)}")
        connection.execute(f"create temp table known as select max(occurred_at) as newest_at from {before}")
        started = time.process_time()
        for statement in statements:
            connection.execute(statement)
        spent = time.process_time() - started
        connection.execute(f"create temp table at_once as {textbook('logs')}")
        ours, all_of_it = f"select {COLUMNS} from segments", f"select {COLUMNS} from at_once"
        wrong = connection.execute(
            f"select (select count(*) from ({ours} except all {all_of_it})) + "
            f"(select count(*) from ({all_of_it} except all {ours}))"
        ).fetchall()[0][0]
    return Increment(name, spent, wrong)

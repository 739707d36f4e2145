"""The proof of increments is able to fail: its histories are hard, and it sees what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest
from increments.comparison import compare
from increments.dbt_runs import FIRST, REFRESH, Place
from increments.deliveries import Batch, deliver
from increments.history import SIZES, History
from increments.replay import replay
from increments.shrink import shrink


class FakeDbt:
    """Builds one table by itself; its increments are wrong in the way that is asked for."""

    def __init__(self, increment: Callable[[duckdb.DuckDBPyConnection, str], Any]) -> None:
        self.increment = increment
        self.relations_of_one_run: set[tuple[str, str]] = set()

    def run(self, place: Place, command: tuple[str, ...], variables: dict[str, Any]) -> int:
        files = "union_by_name = true, filename = true"
        rows = f"from read_parquet('{place.zone}/tickets/*.parquet', {files})"
        columns = "ticket_id, cast(loaded_at as timestamp) as loaded_at"
        is_first = command[: len(FIRST)] == FIRST
        is_whole = not place.warehouse.exists() or is_first or REFRESH in command
        with duckdb.connect(str(place.warehouse)) as connection:
            connection.execute("set TimeZone = 'UTC'; create schema if not exists intermediate")
            connection.execute("create schema if not exists marts")
            as_of = variables["as_of"] or "2026-01-01"
            connection.execute(
                f"create or replace table intermediate.int_run_clock as select timestamp '{as_of}' as as_of_at"
            )
            if is_whole:
                connection.execute(f"create or replace table marts.rows as select {columns} {rows}")
            else:
                self.increment(connection, f"select {columns} {rows}")
        return 10

    def run_and_kill(self, *_: Any) -> bool:
        return True


def test_an_increment_that_loses_rows_is_found_and_its_history_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("increments.replay.FAILED", tmp_path / "kept")
    naive = " where cast(loaded_at as timestamp) > (select max(marts.rows.loaded_at) from marts.rows)"
    wrong = FakeDbt(lambda connection, rows: connection.execute(f"insert into marts.rows {rows}{naive}"))
    right = FakeDbt(
        lambda connection, rows: connection.execute(f"create or replace table marts.rows as {rows}")
    )
    sizes = {"refresh_at": 0, "bad_rows_in_ten": 0, "order": 1}
    history = next(
        candidate
        for candidate in (replace(History.of(seed), **sizes) for seed in range(100))
        if "tickets" in deliver(candidate)[-1].rows
    )
    assert not replay(history, right, tmp_path / "right").report
    outcome = replay(history, wrong, tmp_path / "wrong")
    assert "marts.rows: 0 rows stand after increments only" in outcome.report
    assert "refresh    {'loaded_at': datetime" in outcome.report
    kept = tmp_path / "kept" / str(history.seed)
    assert (kept / "report.txt").read_text().startswith(outcome.report)
    assert len(list(kept.rglob("*.parquet"))) == sum(
        name.endswith(".parquet") for batch in deliver(history) for name in batch.files
    )
    assert not (tmp_path / "wrong").exists()


def test_the_smallest_history_that_fails_is_found() -> None:
    def fails(history: History) -> bool:
        return history.action_count > 33 and history.batch_count > 2 and history.as_of_day < 0

    largest = History(1, **{name: high for name, (_, high) in SIZES.items()} | {"as_of_day": -5})
    smallest = shrink(largest, fails)
    simplest = {name: max(low, 0) for name, (low, _) in SIZES.items()}
    assert smallest == History(1, **simplest | {"action_count": 34, "batch_count": 3, "as_of_day": -1})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("insert into marts.rows select 1, 'a', 9", "1 rows stand after increments only, 0 after"),
        ("delete from marts.rows where id = 2", "0 rows stand after increments only, 1 after"),
        ("update marts.rows set name = 'z' where id = 2", "1 rows stand after increments only, 1 after"),
        ("create or replace table marts.rows as select id, built_in_run from marts.rows", "its columns"),
        ("create or replace table marts.more as select 1 as id", "its columns are"),
        ("drop view marts.shown", "its columns are None"),
        ("update marts.rows set built_in_run = 8", ""),
        ("create or replace table marts.rows as select name, id from marts.rows order by id desc", ""),
        ("insert into marts.left_out values (2)", ""),
        ("insert into raw.rows values (2)", ""),
    ],
)
def test_what_a_comparison_sees(tmp_path: Path, change: str, said: str) -> None:
    for stem in ("increments", "refresh"):
        with duckdb.connect(str(tmp_path / f"{stem}.duckdb")) as connection:
            connection.execute("create schema marts; create schema raw; create table raw.rows (id int)")
            connection.execute(
                "create table marts.rows as select * from (values (1, 'a', 7), (2, null, 7)) as rows (id, name, "
                "built_in_run); create table marts.left_out (id int); "
                "create view marts.shown as select count(*) as row_count from marts.rows"
            )
            if stem == "increments":
                connection.execute(change)
    found = compare(tmp_path / "increments.duckdb", tmp_path / "refresh.duckdb", {("marts", "left_out")})
    text = "\n".join(map(str, found.differences))
    assert said in text
    assert bool(text) == bool(said)


def test_histories_hold_what_is_hard() -> None:
    seen: Counter[str] = Counter()
    for seed in range(40):
        history = History.of(seed)
        batches = deliver(history)
        assert {"backend_action_logs", "tickets"} <= batches[0].rows.keys()
        first_in: dict[str, int] = {}
        for number, batch in enumerate(batches):
            seen.update(_marks_of_a_batch(batch))
            for row in batch.rows.get("backend_action_logs", []):
                if first_in.setdefault(row["log_id"], number) < number:
                    seen["a copy in a later batch"] += 1
        actions = [row for batch in batches for row in batch.rows.get("backend_action_logs", [])]
        seen.update(_marks_of_actions(actions))
    assert min(seen.values()) >= 5
    assert len(seen) == 13


def _marks_of_a_batch(batch: Batch) -> Iterator[str]:
    if not batch.files:
        yield "a batch of nothing"
    if len(batch.rows) == 1:
        yield "a batch of one table"
    if any(not name.endswith(".parquet") for name in batch.files):
        yield "a file of another kind"
    if b"" in batch.files.values():
        yield "an empty file"
    versions = Counter((row["ticket_id"], row["updated_at"]) for row in batch.rows.get("tickets", []))
    if max(versions.values(), default=0) > 1:
        yield "two tickets of one version"


def _marks_of_actions(rows: list[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        times = [row["occurred_at"], row["loaded_at"]]
        if not all(isinstance(time, datetime) for time in times):
            yield "a time that is none"
        elif (times[1] - times[0]).days > 60:
            yield "a row months late"
    good = [row for row in rows if isinstance(row["occurred_at"], datetime)]
    for agent in {row["agent_id"] for row in good} - {None}:
        times = sorted({row["occurred_at"] for row in good if row["agent_id"] == agent})
        gaps = {(later - time).total_seconds() for time, later in pairwise(times)}
        for gap in (30, 600, 600.000001, 1799.999999):
            if gap in gaps:
                yield f"a gap of {gap} s"
    attempts = Counter((row["request_id"], row["action"]) for row in good if row["status_code"] == 500)
    if max(attempts.values(), default=0) > 1:
        yield "a retry that fails again"


def test_a_history_is_made_of_its_seed_and_fewer_actions_are_the_first_of_more() -> None:
    history = History.of(5)
    assert [batch.files for batch in deliver(history)] == [batch.files for batch in deliver(history)]
    assert deliver(history) != deliver(History.of(6))
    plain = {"copies_in_ten": 0, "bad_rows_in_ten": 0, "order": 1}
    many, few = (
        {
            row["log_id"]: row
            for batch in deliver(replace(history, **plain, action_count=count))
            for row in batch.rows.get("backend_action_logs", [])
        }
        for count in (60, 30)
    )
    assert few.items() < many.items()


def test_every_size_of_a_history_is_drawn_from_its_whole_range() -> None:
    drawn = [History.of(seed) for seed in range(300)]
    for name, (low, high) in SIZES.items():
        values = {getattr(history, name) for history in drawn}
        assert (min(values), max(values)) == (low, high)

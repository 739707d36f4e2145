"""What the tests of faults share: a store that has changed since it was collected, and what must hold afterwards."""

from __future__ import annotations

import hashlib
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq

from collection.commands import At, Collector, Ended, copies
from collection.stores import Store, actions

TABLES = ("backend_action_logs", "tickets")


def assert_whole(store: Store, collector: Collector, *tables: str) -> None:
    """Each row of the store has landed, as it is, and none has landed twice."""
    for table in tables or TABLES:
        assert copies(collector.landed(table)) == copies(store.rows(table)), table


def assert_nothing_lost_or_half(store: Store, collector: Collector, before: dict[str, list]) -> None:
    """What a build would read now: whole files with their sums, all that had landed, nothing twice."""
    for table in TABLES:
        for file in collector.files(table):
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            said = file.with_name(f"_{file.name}.sha256").read_text()
            assert said == f"{digest}  {file.name}\n"
            assert pq.ParquetFile(file).read().num_rows > 0
        there, stored = copies(collector.landed(table)), copies(store.rows(table))
        assert len(there) == len(set(map(repr, there))), table
        known = set(map(repr, before[table]))
        assert known <= set(map(repr, there)) <= known | set(map(repr, stored)), table


def change_store(store: Store) -> None:
    """New actions, and tickets that have changed since they were collected."""
    store.insert("backend_action_logs", actions(250, 130))
    store.run(
        "update tickets set status = 'closed', updated_at = updated_at + interval '1' hour where ticket_id < 'ticket_2'"
    )


def landed_now(collector: Collector) -> dict[str, list]:
    """What each table's rows say."""
    return {table: copies(collector.landed(table)) for table in TABLES}


def expected_after(store: Store, before: dict[str, list]) -> dict[str, list]:
    """What must have landed once the store is collected again: earlier versions stay."""
    return {
        table: sorted(
            {repr(row): row for row in [*before[table], *copies(store.rows(table))]}.values(), key=repr
        )
        for table in TABLES
    }


def kill_at_each_step(store: Store, collector: Collector, steps: tuple[str, ...], folder: Path) -> int:
    """Kill a collection before each of the steps, then collect again, each time from the same zone.

    Returns:
        How many collections were killed.
    """
    collector.must()
    before = landed_now(collector)
    change_store(store)
    expected = expected_after(store, before)
    number = 0
    while True:
        number += 1
        own = replace(collector, zone=folder / f"zone-{number}")
        shutil.copytree(collector.zone, own.zone)
        ended = own.run(signal=At(steps, number))
        if ended.code == 0:
            return number - 1
        assert ended.code == -9, ended
        assert_nothing_lost_or_half(store, own, before)
        own.must()
        assert landed_now(own) == expected, number
        shutil.rmtree(own.zone)


def wait_until_stopped(pid: int) -> None:
    """Wait until a process has stopped itself."""
    for _ in range(600):
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        if state == "T":
            return
        assert state != "Z", "it has ended"
        time.sleep(0.05)
    raise AssertionError("it never stopped itself")


def is_sentence(ended: Ended) -> bool:
    """Whether a command was refused with one plain sentence."""
    return ended.code == 2 and len(ended.err.splitlines()) == 1 and "Traceback" not in ended.err

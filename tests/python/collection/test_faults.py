"""Whatever happens to a collection, nothing is lost, and nothing lands twice: `make fault-matrix` prints this file."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from project import ROOT

from collection.commands import At, Collector, copies
from collection.faults import (
    assert_whole,
    change_store,
    expected_after,
    is_sentence,
    kill_at_each_step,
    landed_now,
    wait_until_stopped,
)
from collection.stores import NOON, Store, actions, tickets

READING, WRITING, PLACING = ("batch",), ("fsync",), ("replace",)
pytestmark = pytest.mark.slow
fault = pytest.mark.fault


@fault("kill -9 while rows are read")
def test_a_collection_that_is_killed_while_it_reads_is_made_good(
    store: Store, collector: Collector, tmp_path: Path
) -> None:
    # 380 actions in batches of 80, and 30 tickets
    assert kill_at_each_step(store, collector, READING, tmp_path) == 6


@fault("kill -9 while files are written")
def test_a_collection_that_is_killed_while_it_writes_is_made_good(
    store: Store, collector: Collector, tmp_path: Path
) -> None:
    assert kill_at_each_step(store, collector, WRITING, tmp_path) >= 20


@fault("kill -9 between state and places")
def test_a_collection_that_is_killed_between_two_names_is_made_good(
    store: Store, collector: Collector, tmp_path: Path
) -> None:
    assert kill_at_each_step(store, collector, PLACING, tmp_path) >= 8


@fault("Ctrl-C")
def test_a_collection_that_is_stopped_by_hand_is_made_good(store: Store, collector: Collector) -> None:
    collector.must()
    before = landed_now(collector)
    change_store(store)
    ended = collector.run(signal=At(READING, 3, "SIGINT"))
    assert (ended.code, ended.out) == (130, "")
    assert ended.err == "Stopped before the end: what has landed stays, the next time goes on.\n"
    assert landed_now(collector) == before
    collector.must()
    assert landed_now(collector) == expected_after(store, before)


@fault("row committed behind the cursor")
def test_a_row_that_commits_late_is_not_lost(store: Store, collector: Collector) -> None:
    with store.connected() as late, store.connected() as later:
        store.insert("backend_action_logs", actions(1_000, 5), late)
        store.insert("tickets", tickets(1_000, 5), later)
        collector.must()
        # rows with later times land, and the cursor passes by what is still open
        store.insert("backend_action_logs", actions(2_000, 5))
        collector.must()
        assert len(collector.landed("backend_action_logs")) == 255
        late.commit()
        collector.must()
        later.commit()
        collector.must()
    assert_whole(store, collector)


def test_a_lag_that_is_too_short_loses_it_and_a_back_fill_brings_it_over(
    store: Store, collector: Collector
) -> None:
    """Why the lag is there; and how what is lost by a wrong one is found."""
    hasty = replace(collector, settings={**collector.settings, "CS_SOURCE_LAG_SECONDS": "1"})
    with store.connected() as late:
        store.insert("backend_action_logs", actions(1_000, 5), late)
        hasty.must()
        store.let_pass(2)
        hasty.must()
        late.commit()
    hasty.must()
    assert len(hasty.landed("backend_action_logs")) == 250
    assert "5 in the store alone" in hasty.must("--reconcile", "3650")
    hasty.must("--from", str(NOON.date()), "--to", str(NOON.date()))
    assert_whole(store, hasty)


@fault("column added")
def test_a_new_column_is_named_and_left_out(store: Store, collector: Collector) -> None:
    collector.must()
    store.run("alter table tickets add column customer_email varchar(100) default 'someone@example.org'")
    store.insert("tickets", tickets(100, 3))
    said = collector.must()
    assert (
        "The store's tickets has a column that the contract does not know (customer_email): left out" in said
    )
    assert len(collector.landed("tickets")) == 33
    assert all("customer_email" not in row for row in collector.landed("tickets"))
    assert not any(
        b"example.org" in path.read_bytes() for path in collector.zone.rglob("*") if path.is_file()
    )


@fault("column dropped")
def test_a_column_that_is_gone_stops_it_before_anything_lands(store: Store, collector: Collector) -> None:
    collector.must()
    before = landed_now(collector)
    change_store(store)
    store.run("alter table backend_action_logs rename column latency_ms to latency")
    said = collector.refused()
    assert "backend_action_logs has no column latency_ms" in said
    assert landed_now(collector) == before
    store.run("alter table backend_action_logs rename column latency to latency_ms")
    collector.must()
    assert landed_now(collector) == expected_after(store, before)


@fault("column retyped")
def test_a_column_of_another_type_stops_it_before_anything_lands(store: Store, collector: Collector) -> None:
    collector.must()
    before = landed_now(collector)
    change_store(store)
    change = {"postgresql": "alter column status_code type text", "mariadb": "modify status_code varchar(20)"}
    store.run(f"alter table backend_action_logs {change[store.kind]}")
    said = collector.refused()
    assert "backend_action_logs.status_code is" in said and "and not INT64" in said
    assert landed_now(collector) == before
    back = {
        "postgresql": "alter column status_code type bigint using status_code::bigint",
        "mariadb": "modify status_code bigint",
    }
    store.run(f"alter table backend_action_logs {back[store.kind]}")
    collector.must()
    assert landed_now(collector) == expected_after(store, before)


@fault("rows deleted")
def test_rows_that_are_taken_back_are_told(store: Store, collector: Collector) -> None:
    collector.must()
    store.run("delete from backend_action_logs where log_id in ('log_000007', 'log_000008')")
    collector.must()
    said = collector.must("--reconcile", "3650")
    assert "backend_action_logs: 249 ids compared, 2 gone from the store, 0 in the store alone." in said
    told = [(row["table_name"], row["row_id"]) for row in collector.landed("deleted_rows")]
    assert sorted(told) == [("backend_action_logs", "log_000007"), ("backend_action_logs", "log_000008")]
    assert len(copies(collector.landed("backend_action_logs"))) == 250


@fault("server unreachable")
def test_a_server_that_is_not_there_is_a_sentence(store: Store, collector: Collector) -> None:
    collector.must()
    change_store(store)
    before = landed_now(collector)
    nowhere = {"CS_SOURCE_URL": store.source["CS_SOURCE_URL"].replace(f":{store.server.port}/", ":9/")}
    said = collector.refused(**nowhere)
    assert said.startswith(f"The store 127.0.0.1:9/{store.database} cannot be read (")
    assert landed_now(collector) == before
    collector.must()
    assert landed_now(collector) == expected_after(store, before)


@fault("wrong password")
def test_a_wrong_password_is_a_sentence_that_does_not_repeat_it(store: Store, collector: Collector) -> None:
    said = collector.refused(CS_SOURCE_PASSWORD="Wr0ng@secret/word")
    assert said.startswith(f"The store 127.0.0.1:{store.server.port}/{store.database} does not let you in (")
    assert "Wr0ng" not in said
    collector.must()
    assert_whole(store, collector)


@fault("server stopped in the middle")
def test_a_server_that_goes_away_while_rows_are_read_is_made_good(store: Store, collector: Collector) -> None:
    # more than the buffers between server and reader hold
    wide = json.dumps({"text": "x" * 4_000})
    store.insert("backend_action_logs", actions(1_000, 8_000, properties=wide))
    store.insert("backend_action_logs", actions(0, 1, log_id="log_last"))
    pid = collector.start(signal=At(READING, 3, "SIGSTOP"))
    wait_until_stopped(pid)
    store.server.stop(signal.SIGKILL)
    try:
        os.kill(pid, signal.SIGCONT)
        ended = collector.commands.wait(pid)
    finally:
        store.server.start()
        store.wait()
    assert is_sentence(ended), ended
    assert "cannot be read" in ended.err
    assert collector.files("backend_action_logs") == []
    collector.must()
    assert_whole(store, collector)


@fault("two collections at once")
def test_of_two_collections_one_is_refused(store: Store, collector: Collector) -> None:
    pid = collector.start(signal=At(READING, 2, "SIGSTOP"))
    wait_until_stopped(pid)
    said = collector.refused()
    assert said == (f"Another process ({pid}) is at work in {collector.zone}: wait until it has ended.")
    os.kill(pid, signal.SIGCONT)
    assert collector.commands.wait(pid).code == 0
    assert_whole(store, collector)
    collector.must()
    assert_whole(store, collector)


@fault("disk full")
def test_a_full_disk_is_a_sentence_and_made_good(store: Store, collector: Collector, tmp_path: Path) -> None:
    mounts = ["unshare", "--map-root-user", "--mount"]
    if shutil.which("unshare") is None or subprocess.run([*mounts, "true"], check=False).returncode:
        pytest.skip("no mount namespace can be made here, so no small disk either")
    store.insert("backend_action_logs", actions(1_000, 6_000))
    collect = f"{sys.executable} -m cs_productivity collect"
    # the disk is full while rows are read, while they are written, and while what has been read is remembered
    for size in (60, 180, 300):
        zone, kept = tmp_path / f"zone-{size}", tmp_path / f"kept-{size}"
        script = (
            f"mkdir {zone} && mount -t tmpfs -o size={size}k tmpfs {zone} || exit 7\n"
            f"{collect}; echo code $?\nmount -o remount,size=1g {zone}\n{collect} || exit 8\ncp -a {zone} {kept}\n"
        )
        ran = subprocess.run(
            [*mounts, "sh", "-c", script],
            cwd=ROOT,
            env={**os.environ, **replace(collector, zone=zone).environment()},
            capture_output=True,
            text=True,
            timeout=300,
            check=True,
        )
        assert "code 2" in ran.stdout
        assert ran.stderr.strip().startswith(f"There is no room left on the disk of {zone}: make some")
        assert len(ran.stderr.strip().splitlines()) == 1
        assert_whole(store, replace(collector, zone=kept))

"""What is in the store lands: all of it, once, as it is, and nothing of it comes twice."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pyarrow.parquet as pq
import pytest

from collection.commands import At, Collector, copies
from collection.faults import (
    assert_nothing_lost_or_half,
    assert_whole,
    change_store,
    expected_after,
    landed_now,
)
from collection.stores import Store, actions, tickets
from cs_productivity.contracts import load_contracts
from cs_productivity.landing import NOT_AS_COLLECTED, Look, plan_landing


def test_everything_lands_once_and_what_is_new_lands_next(store: Store, collector: Collector) -> None:
    began = datetime.now(UTC)
    assert "backend_action_logs: 250 new rows." in collector.must()
    assert_whole(store, collector)
    store.insert("backend_action_logs", actions(250, 10))
    assert "backend_action_logs: 10 new rows, 250 of the overlap were there." in collector.must()
    assert_whole(store, collector)
    assert "backend_action_logs: 0 new rows, 260 of the overlap were there." in collector.must()
    assert_whole(store, collector)
    loaded = {row["loaded_at"] for row in collector.landed("backend_action_logs")}
    assert len(loaded) == 2 and began < min(loaded) < max(loaded) < datetime.now(UTC)


def test_files_are_of_the_contract_of_a_sensible_size_and_what_a_build_reads(
    store: Store, collector: Collector
) -> None:
    collector.must()
    table = load_contracts()["backend_action_logs"]
    for file in collector.files("backend_action_logs"):
        assert pq.read_schema(file).names == [column.name for column in table.columns]
        # batches of 80 rows go into files of 100
        assert pq.read_metadata(file).num_rows <= 160
    assert len(collector.files("backend_action_logs")) == 2
    plan = plan_landing(collector.zone, load_contracts(), [], Look("2026-11-26 00:00:00"))
    assert (plan.error, plan.messages, plan.new_file_count) == (None, [], 3)


def test_a_collected_file_that_is_damaged_before_its_first_build_is_left_out(
    store: Store, collector: Collector
) -> None:
    collector.must()
    file = collector.files("backend_action_logs")[0]
    content = bytearray(file.read_bytes())
    content[len(content) // 3] ^= 1
    file.write_bytes(content)
    plan = plan_landing(collector.zone, load_contracts(), [], Look("2026-11-26 00:00:00"))
    (said,) = plan.messages
    assert said == (
        f"1 file of backend_action_logs left out ({file.relative_to(collector.zone)}: {NOT_AS_COLLECTED})."
    )


@pytest.mark.slow
def test_a_change_of_a_row_lands_as_one_more_version(store: Store, collector: Collector) -> None:
    collector.must()
    store.run(
        "update tickets set status = 'closed', updated_at = updated_at + interval '1' hour where ticket_id = 'ticket_4'"
    )
    collector.must()
    versions = [row for row in collector.landed("tickets") if row["ticket_id"] == "ticket_4"]
    assert [row["status"] for row in sorted(versions, key=lambda row: row["updated_at"])] == [
        "open",
        "closed",
    ]
    # a change that changes nothing is no news
    store.run("update tickets set status = status")
    collector.must()
    assert len(collector.landed("tickets")) == 31


def test_one_kill_of_each_kind_is_made_good(store: Store, collector: Collector) -> None:
    collector.must()
    before = landed_now(collector)
    change_store(store)
    expected = expected_after(store, before)
    for step, number in (("batch", 3), ("fsync", 9), ("replace", 4)):
        assert collector.run(signal=At((step,), number)).code == -9
        assert_nothing_lost_or_half(store, collector, before)
    collector.must()
    assert landed_now(collector) == expected


def test_odd_values_land_as_they_are(store: Store, collector: Collector) -> None:
    odd = {"properties": json.dumps({"q": "\"'\\ ☎ \u2028"}), "action": "x" * 5_000, "latency_ms": -(2**62)}
    store.insert("backend_action_logs", actions(900, 1, **odd))
    store.insert("backend_action_logs", actions(901, 1, agent_id=None, request_id="", properties=None))
    store.insert(
        "agents", [{"agent_id": "a", "hired_on": "2020-02-29", "is_system": True, "updated_at": "2026-01-01"}]
    )
    collector.must()
    assert_whole(store, collector, "backend_action_logs", "agents")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["postgresql"], indirect=False)
def test_a_time_that_no_calendar_has_is_quarantined_later_and_stops_nothing(
    store: Store, collector: Collector
) -> None:
    store.run("update backend_action_logs set occurred_at = 'infinity' where log_id = 'log_000001'")
    store.run("update backend_action_logs set occurred_at = '20000-01-01' where log_id = 'log_000002'")
    collector.must()
    times = {row["log_id"]: row["occurred_at"] for row in collector.landed("backend_action_logs")}
    assert len(times) == 250
    assert {name for name, time in times.items() if time is None} == {"log_000001", "log_000002"}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["postgresql"], indirect=False)
def test_other_columns_of_the_same_meaning_are_read(store: Store, collector: Collector) -> None:
    store.run(
        "alter table backend_action_logs alter column occurred_at type timestamp",
        "alter table backend_action_logs alter column properties type text",
        "alter table backend_action_logs alter column status_code type smallint",
        "create type word as enum ('reply_sent', 'search')",
        "alter table backend_action_logs alter column action type word using action::word",
        "alter table backend_action_logs alter column request_id type uuid using md5(request_id)::uuid",
    )
    collector.must()
    # the driver has an object for it
    stored = [{**row, "request_id": str(row["request_id"])} for row in store.rows("backend_action_logs")]
    assert copies(collector.landed("backend_action_logs")) == copies(stored)


def test_a_zone_that_cannot_be_written_is_a_sentence(store: Store, collector: Collector) -> None:
    collector.zone.write_text("a file in the way")
    assert str(collector.zone) in collector.refused()


@pytest.mark.slow
def test_tables_that_the_store_lacks_are_said_and_required_ones_are_missed(
    store: Store, collector: Collector
) -> None:
    store.run("drop table shifts")
    assert "Not in the store, and not collected: shifts." in collector.must()
    store.run("drop table agents")
    assert "there is no table agents" in collector.refused()
    store.run("drop table tickets")
    assert "there is no table tickets" in replace(collector, zone=collector.zone / "other").refused()


@pytest.mark.slow
def test_another_store_is_not_mixed_in(store: Store, collector: Collector) -> None:
    collector.must()
    other = collector.source["CS_SOURCE_URL"].rsplit("/", 1)[0] + "/contact_tool"
    assert "was collected from the store" in collector.refused(CS_SOURCE_URL=other)


def test_sample_logs_are_not_mixed_with_real_ones(store: Store, collector: Collector) -> None:
    collector.zone.mkdir()
    (collector.zone / "_sample.json").write_text("{}")
    assert "holds sample logs: point CS_RAW_PATH at a folder of its own" in collector.refused()


@pytest.mark.slow
def test_no_secret_and_no_address_stays_anywhere(store: Store, collector: Collector) -> None:
    said = collector.must()
    secret = store.source["CS_SOURCE_PASSWORD"]
    assert secret not in said
    files = [path for path in collector.zone.rglob("*") if path.is_file()]
    assert len(files) > 8
    assert not any(secret.encode() in path.read_bytes() for path in files)


def test_something_unforeseen_is_told_without_the_password(store: Store, collector: Collector) -> None:
    secret = store.source["CS_SOURCE_PASSWORD"]
    broken = {"cs_productivity.collection.collect.CLOCKS": secret}
    environment = collector.environment()
    ended = collector.commands.wait(
        collector.commands.start("collect", environment=environment, values=broken)
    )
    assert ended.code == 1
    assert "Traceback" in ended.err
    assert secret not in ended.err + ended.out


@pytest.mark.slow
def test_tickets_that_never_change_do_not_land_again_when_the_lag_has_passed(
    store: Store, collector: Collector
) -> None:
    hasty = replace(collector, settings={**collector.settings, "CS_SOURCE_LAG_SECONDS": "1"})
    hasty.must()
    store.let_pass(2)
    hasty.must()
    store.insert("tickets", tickets(100, 2))
    assert "tickets: 2 new rows." in hasty.must()
    assert copies(hasty.landed("tickets")) == copies(store.rows("tickets"))

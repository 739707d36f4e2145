"""Rows that were taken back in the store are told; what its retention purged, or a wrong store lacks, is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from collection.commands import Collector
from collection.stores import NOON, Store, actions

LONG = ("--reconcile", "3650")


def told(collector: Collector) -> list[tuple[str, str]]:
    return sorted((row["table_name"], row["row_id"]) for row in collector.landed("deleted_rows"))


@pytest.mark.slow
def test_what_is_gone_is_told_once_and_again_if_it_came_back(store: Store, collector: Collector) -> None:
    collector.must()
    store.run(
        "delete from backend_action_logs where log_id = 'log_000100'",
        "delete from tickets where ticket_id = 'ticket_5'",
    )
    collector.must(*LONG)
    assert told(collector) == [("backend_action_logs", "log_000100"), ("tickets", "ticket_5")]
    assert "0 rows written to deleted_rows." in collector.must(*LONG)
    # put in again as it was: it lands again, after its deletion
    store.insert("backend_action_logs", actions(100, 1))
    collector.must()
    again = [row for row in collector.landed("backend_action_logs") if row["log_id"] == "log_000100"]
    (deleted,) = [row for row in collector.landed("deleted_rows") if row["row_id"] == "log_000100"]
    assert len(again) == 2 and max(row["loaded_at"] for row in again) > deleted["loaded_at"]
    store.run("delete from backend_action_logs where log_id = 'log_000100'")
    collector.must(*LONG)
    assert told(collector).count(("backend_action_logs", "log_000100")) == 2


@pytest.mark.slow
def test_what_a_retention_purged_is_not_told(store: Store, collector: Collector) -> None:
    store.insert("backend_action_logs", actions(5_000, 200, NOON - timedelta(days=90)))
    collector.must()
    purge = (NOON - timedelta(days=30)).replace(tzinfo=None)
    store.run(f"delete from backend_action_logs where occurred_at < '{purge}'")
    said = collector.must(*LONG)
    assert "backend_action_logs: 249 ids compared, 0 gone from the store" in said
    assert told(collector) == []


@pytest.mark.slow
def test_only_the_days_that_are_asked_for_are_compared(store: Store, collector: Collector) -> None:
    store.insert("backend_action_logs", actions(5_000, 2, NOON - timedelta(days=400)))
    store.insert("backend_action_logs", actions(6_000, 1, NOON - timedelta(days=100)))
    collector.must()
    store.run("delete from backend_action_logs where log_id in ('log_006000', 'log_000003')")
    collector.must("--reconcile", "60")
    assert told(collector) == [("backend_action_logs", "log_000003")]


@pytest.mark.slow
def test_too_large_a_share_is_refused_unless_forced(store: Store, collector: Collector) -> None:
    collector.must()
    store.run("delete from backend_action_logs where log_id between 'log_000010' and 'log_000059'")
    ended = collector.run(*LONG)
    assert ended.code == 2
    assert ended.err.startswith(
        "More than 5% of the ids are gone from the store (50 of 249 of backend_action_logs)"
    )
    assert told(collector) == []
    collector.must(*LONG, "--force")
    assert len(told(collector)) == 50


@pytest.mark.slow
def test_a_row_that_moved_in_time_is_not_gone(store: Store, collector: Collector) -> None:
    collector.must()
    store.run("update tickets set updated_at = updated_at - interval '800' day where ticket_id = 'ticket_9'")
    collector.must("--reconcile", "60")
    assert told(collector) == []


@pytest.mark.slow
def test_an_empty_table_says_nothing(store: Store, collector: Collector) -> None:
    collector.must()
    store.run("delete from tickets")
    assert "tickets: 0 ids compared, 0 gone from the store" in collector.must(*LONG)


@pytest.mark.parametrize("options", [("--reconcile", "0"), ("--reconcile", "-3"), ("--reconcile", "99999")])
@pytest.mark.parametrize("kind", ["postgresql"])
def test_days_that_make_no_sense_are_refused(
    store: Store, collector: Collector, options: tuple[str, ...]
) -> None:
    assert collector.refused(*options).startswith(f"--reconcile is {options[1]}: give 1 to 3,660 days")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--reconcile", "3", "--from", "2026-01-01"), "give one of the two"),
        (("--force",), "--force goes with --reconcile DAYS"),
        (("--ddl", "mysql", "--reconcile", "3"), "--ddl prints statements and collects nothing"),
    ],
)
@pytest.mark.parametrize("kind", ["postgresql"])
def test_options_that_say_two_things_are_refused(
    store: Store, collector: Collector, options: tuple[str, ...], said: str
) -> None:
    assert said in collector.refused(*options)

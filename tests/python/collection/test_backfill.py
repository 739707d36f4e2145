"""Days of the past are brought over one by one, and a back-fill goes on where it was stopped."""

from __future__ import annotations

from datetime import timedelta

import pytest

from collection.commands import At, Collector, copies
from collection.faults import assert_whole
from collection.stores import NOON, Store, actions
from cs_productivity.collection.backfill import days_between
from cs_productivity.settings import SettingsError

DAYS = [NOON.date() - timedelta(days=days) for days in range(6, -1, -1)]
OPTIONS = ("--from", str(DAYS[0]), "--to", str(DAYS[5]))
TO_THE_LAST = ("--from", str(DAYS[0]), "--to", str(DAYS[6]))


@pytest.fixture
def past(store: Store) -> Store:
    """Six days before the others, with 10 to 15 actions each."""
    for days in range(1, 7):
        store.insert("backend_action_logs", actions(1_000 * days, 9 + days, NOON - timedelta(days=days)))
    return store


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-03-01", None, "needs its first and its last day"),
        (None, "2026-03-01", "needs its first and its last day"),
        ("2026-02-30", "2026-03-01", "--from is 2026-02-30: give a date"),
        ("2026-02-20", "yesterday", "--to is yesterday: give a date"),
        ("2026-03-02", "2026-03-01", "would end (2026-03-01) before it begins (2026-03-02)"),
        ("2026-03-02", "2999-03-01", "--to is 2999-03-01, which is yet to come"),
        ("1990-01-01", "2020-01-01", "would take 10,958 days: give at most 3,660"),
    ],
)
def test_days_that_make_no_sense_are_refused(first: str | None, last: str | None, said: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        days_between(first, last)
    assert said in str(refusal.value)


@pytest.mark.slow
def test_days_are_landed_one_by_one_and_no_other_is(past: Store, collector: Collector) -> None:
    said = collector.must(*OPTIONS)
    assert said.splitlines() == [
        *(f"{number}/6 {DAYS[number - 1]}: {16 - number} new rows" for number in range(1, 7)),
        "75 new rows of 6 days, 0 were there.",
    ]
    landed = collector.landed("backend_action_logs")
    assert len({row["loaded_at"] for row in landed}) == 6
    stored = [
        row for row in past.rows("backend_action_logs") if row["occurred_at"] < NOON - timedelta(hours=12)
    ]
    assert copies(landed) == copies(stored)


@pytest.mark.slow
def test_a_back_fill_goes_on_where_it_was_stopped(past: Store, collector: Collector) -> None:
    # the third day's batch, of the actions alone
    assert collector.run(*OPTIONS, signal=At(("batch",), 3)).code == -9
    assert len(collector.landed("backend_action_logs")) == 15 + 14
    said = collector.must(*OPTIONS)
    assert said.splitlines()[0] == "Goes on where it was stopped: 2 days of 6 have landed."
    assert f"1/4 {DAYS[2]}: 13 new rows" in said
    assert len(copies(collector.landed("backend_action_logs"))) == 75


@pytest.mark.slow
def test_the_first_collection_after_a_back_fill_brings_over_the_rest_alone(
    past: Store, collector: Collector
) -> None:
    # else the rows that were written just now are in the lag of both
    past.let_pass(2)
    collector.must(*OPTIONS, CS_SOURCE_LAG_SECONDS="1")
    past.let_pass(2)
    # written after the back-fill, into one of its days
    past.insert("backend_action_logs", actions(9_000, 3, NOON - timedelta(days=2)))
    assert "backend_action_logs: 253 new rows." in collector.must(CS_SOURCE_LAG_SECONDS="1")
    assert_whole(past, collector)


@pytest.mark.slow
def test_a_back_fill_of_what_was_collected_lands_what_is_missing_alone(
    past: Store, collector: Collector
) -> None:
    collector.must()
    lost = collector.files("backend_action_logs")[0]
    lost.unlink()
    collector.must(*TO_THE_LAST)
    assert_whole(past, collector)
    # all days have landed: it is done once more from the beginning, and finds nothing
    assert "0 new rows of 7 days, 355 were there." in collector.must(*TO_THE_LAST)
    assert_whole(past, collector)

"""What given agents leave undone, and how much they do in time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from fluid_desk import UNIT, random_desk, serves_in_time

from cs_productivity.staffing import DeferredWork, at_day_end, deferred_outcome, required_deferred

HALF_HOUR = {"interval_seconds": 1800}


def test_500_random_desks_are_in_time_when_a_served_fluid_is_and_lose_no_work() -> None:
    random = np.random.default_rng(7)
    in_time = 0
    for _ in range(500):
        desk = random_desk(random)
        agents = random.integers(0, 5, len(desk.work))
        got = deferred_outcome(desk.as_work(), agents)
        is_served = serves_in_time(desk, agents.tolist())
        in_time += is_served
        if got.due_seconds > 0:
            assert (got.share_in_time > 1 - 1e-12) == is_served
        come = np.cumsum(desk.work) + sum(desk.backlog)
        assert got.backlog_seconds + np.cumsum(got.done_seconds) == pytest.approx(come, abs=1e-6)
        # nobody idles beside work that is there
        room = agents * np.array(desk.is_open) * UNIT
        idles = got.done_seconds < room - 1e-6
        assert np.all(got.backlog_seconds[idles] == 0)
        assert np.all(got.done_seconds <= room + 1e-6)
    assert 100 < in_time < 400


def test_the_plan_does_everything_in_time() -> None:
    random = np.random.default_rng(8)
    for _ in range(200):
        desk = random_desk(random)
        plan = required_deferred(desk.as_work(), desk.block)
        if plan.status == "ok":
            assert deferred_outcome(desk.as_work(), plan.agents).share_in_time in (
                pytest.approx(1),
                pytest.approx(np.nan, nan_ok=True),
            )


def test_backlog_at_the_end_of_intervals_and_days() -> None:
    work = DeferredWork(
        [3600, 0, 1800, 1800],
        [1, 1, 0, 1],
        deadline_intervals=1,
        **HALF_HOUR,
        backlog_seconds=[900],
        backlog_due_interval=[0],
    )
    got = deferred_outcome(work, [1, 1, 5, 1])
    assert got.backlog_seconds.tolist() == [2700, 900, 2700, 2700]
    assert got.done_seconds.tolist() == [1800, 1800, 0, 1800]
    days, backlog = at_day_end(got.backlog_seconds, ["mon", "mon", "tue", "tue"])
    assert days.tolist() == ["mon", "tue"]
    assert backlog.tolist() == [900, 2700]


def test_the_share_in_time_is_that_of_the_work_that_was_due() -> None:
    # 2 intervals of work due at the end of the second; one agent does half of it in time when it starts late
    work = DeferredWork([3600, 0, 0, 7200], [1] * 4, deadline_intervals=1, **HALF_HOUR)
    got = deferred_outcome(work, [0, 1, 1, 0])
    assert (got.due_seconds, got.in_time_seconds, got.share_in_time) == (3600, 1800, 0.5)
    assert np.isnan(deferred_outcome(replace(work, work_seconds=[0] * 4), [0] * 4).share_in_time)


def test_what_was_planned_for_a_share_leaves_the_rest_to_grow() -> None:
    # ten intervals of work a day for 30 days, planned at 90 %: who serves in the order of deadlines falls behind
    work = DeferredWork(np.full(300, 1800.0), np.ones(300), deadline_intervals=10, **HALF_HOUR)
    got = deferred_outcome(work, np.full(300, 0.9))
    assert got.backlog_seconds[-1] == pytest.approx(30 * 1800)
    assert got.share_in_time < 0.5


def test_the_planned_share_does_not_matter_for_what_happens() -> None:
    work = DeferredWork([3600, 0], [1, 1], deadline_intervals=1, **HALF_HOUR)
    half = replace(work, planned_share=0.5)
    assert (
        deferred_outcome(work, [1, 1]).in_time_seconds
        == deferred_outcome(half, [1, 1]).in_time_seconds
        == 3600
    )


def test_unknown_work_or_agents_have_no_outcome() -> None:
    work = DeferredWork([3600, 0], [1, 1], deadline_intervals=1, **HALF_HOUR)
    for got in (
        deferred_outcome(work, [1, None]),
        deferred_outcome(replace(work, work_seconds=[1, None]), [1, 1]),
    ):
        assert np.isnan(got.backlog_seconds).all()
        assert np.isnan(got.share_in_time)


def test_agents_for_other_intervals_are_refused() -> None:
    work = DeferredWork([3600, 0], [1, 1], deadline_intervals=1, **HALF_HOUR)
    with pytest.raises(ValueError, match=r"agents has the shape \(3,\): give one number per interval \(2\)"):
        deferred_outcome(work, [1, 1, 1])
    with pytest.raises(ValueError, match="agents is -1: it must be a number from 0"):
        deferred_outcome(work, [1, -1])

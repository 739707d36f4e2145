"""Plans for deferred work: in time, and with nobody to spare, as serving a fluid and trying everything say."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from fluid_desk import UNIT, Desk, fits_every_window, random_desk, serves_in_time

from cs_productivity.staffing import (
    DeferredWork,
    opening_blocks,
    required_deferred,
    required_deferred_flat,
    shift_blocks,
)
from cs_productivity.staffing import cheapest_plan as cheapest
from cs_productivity.staffing.deferred_plan import required_deferred_of_each

# an open half hour of one agent who can be busy all the time
HALF_HOUR = {"interval_seconds": 1800}


def test_600_random_desks_need_exactly_what_a_served_fluid_says() -> None:
    random = np.random.default_rng(1)
    seen = {"ok": 0, "infeasible": 0}
    for _ in range(600):
        desk = random_desk(random)
        size = len(desk.work)
        flat, plan = required_deferred_flat(desk.as_work()), required_deferred(desk.as_work(), desk.block)
        seen[plan.status] += 1
        if plan.status == "infeasible":
            assert not serves_in_time(desk, [10_000] * size)
            assert np.isnan(plan.agents).all() and np.isnan(flat.agents).all()
            continue
        assert serves_in_time(desk, flat.agents.astype(int).tolist())
        assert flat.flat_agents == 0 or not serves_in_time(desk, [int(flat.flat_agents) - 1] * size)
        agents = plan.agents.astype(int)
        assert serves_in_time(desk, agents.tolist())
        # flat inside each block, nobody in closed hours, and no block can spare an agent
        for block in set(desk.block):
            in_block = (np.array(desk.block) == block) & desk.is_open
            assert len(set(agents[in_block])) <= 1
            if np.any(agents[in_block] > 0):
                assert not serves_in_time(desk, (agents - in_block).tolist())
        assert not np.any(agents[~np.array(desk.is_open)])
    assert min(seen.values()) >= 50


def test_no_plan_with_the_smallest_peak_has_fewer_agent_intervals() -> None:
    random = np.random.default_rng(2)
    tried = 0
    while tried < 300:
        desk = random_desk(random)
        plan = required_deferred(desk.as_work(), desk.block)
        blocks = sorted({b for b, is_open in zip(desk.block, desk.is_open, strict=True) if is_open})
        if plan.status != "ok" or (plan.flat_agents + 1) ** len(blocks) > 700:
            continue
        tried += 1
        least = np.inf
        for numbers in product(range(int(plan.flat_agents) + 1), repeat=len(blocks)):
            of_block = dict(zip(blocks, numbers, strict=True))
            agents = [
                of_block.get(b, 0) * is_open for b, is_open in zip(desk.block, desk.is_open, strict=True)
            ]
            if sum(agents) < least and serves_in_time(desk, agents):
                least = sum(agents)
        assert plan.agents.sum() == least


def test_works_side_by_side_get_the_plans_that_each_gets_alone() -> None:
    random = np.random.default_rng(4)
    desks = [random_desk(random) for _ in range(400)]
    tasks = [(desk.as_work(), desk.block) for desk in desks]
    tasks.append((replace(tasks[0][0], work_seconds=[None] * len(desks[0].work)), desks[0].block))
    together = required_deferred_of_each(tasks)
    assert {plan.status for plan in together} == {"ok", "infeasible", "unknown"}
    for plan, (work, block) in zip(together, tasks, strict=True):
        alone = required_deferred(work, block)
        np.testing.assert_array_equal(plan.agents, alone.agents)
        np.testing.assert_array_equal(plan.agents_per_block, alone.agents_per_block)
        assert (plan.status, plan.status_reason) == (alone.status, alone.status_reason)
        np.testing.assert_equal(plan.flat_agents, alone.flat_agents)
    assert required_deferred_of_each([]) == []


def test_windows_one_by_one_say_the_same_as_the_served_fluid() -> None:
    random = np.random.default_rng(3)
    for _ in range(500):
        desk = random_desk(random)
        agents = random.integers(0, 6, len(desk.work)).tolist()
        assert fits_every_window(desk, agents) == serves_in_time(desk, agents)


def test_finer_intervals_of_evenly_spread_work_need_the_same_agents() -> None:
    # a deadline that is met drop by drop is met by whole intervals, and the other way round
    random = np.random.default_rng(4)
    for _ in range(100):
        desk = random_desk(random)
        work = replace(desk.as_work(), backlog_seconds=(), backlog_due_interval=())
        if required_deferred_flat(work).status != "ok" or desk.is_calendar or not all(desk.is_open):
            continue
        finer = replace(
            work,
            work_seconds=np.repeat(work.work_seconds, 5) / 5,
            is_open=np.repeat(work.is_open, 5),
            interval_seconds=work.interval_seconds / 5,
            deadline_intervals=desk.deadline * 5,
        )
        assert required_deferred_flat(finer).flat_agents == required_deferred_flat(work).flat_agents


def test_a_longer_deadline_or_busier_agents_never_need_more_of_them() -> None:
    random = np.random.default_rng(6)
    for _ in range(200):
        desk = random_desk(random)
        work = desk.as_work()
        now = required_deferred_flat(work)
        later = required_deferred_flat(replace(desk, deadline=desk.deadline + 1).as_work())
        busier = required_deferred_flat(replace(work, productive_share=0.75))
        if now.status == "ok":
            assert later.flat_agents <= now.flat_agents
            assert busier.flat_agents <= now.flat_agents


def test_mail_of_the_night_must_be_done_within_opening_time_after_the_door_opens() -> None:
    # 8 intervals of work come at night; 4 open intervals; deadline 2 of them
    work = DeferredWork([8 * 1800, 0, 0, 0, 0], [0, 1, 1, 1, 1], deadline_intervals=2, **HALF_HOUR)
    assert required_deferred_flat(work).flat_agents == 4
    by_half = required_deferred(work, [0, 0, 0, 1, 1])
    assert by_half.agents.tolist() == [0, 4, 4, 0, 0]


def test_calendar_time_runs_through_the_night_and_opening_time_does_not() -> None:
    is_open = [1, 1, 0, 0, 1, 1]
    late = DeferredWork([0, 2 * 1800, 0, 0, 0, 0], is_open, deadline_intervals=1, **HALF_HOUR)
    assert required_deferred_flat(late).flat_agents == 1
    calendar = replace(late, deadline_intervals=None, deadline_seconds=1800)
    assert required_deferred_flat(calendar).flat_agents == 2
    # what is no whole interval is left out, to the safe side
    assert required_deferred_flat(replace(calendar, deadline_seconds=3 * 1800 - 1)).flat_agents == 2
    assert required_deferred_flat(replace(calendar, deadline_seconds=3 * 1800)).flat_agents == 1


def test_a_flat_daily_average_is_short() -> None:
    # all of the day's work comes in the first of ten intervals and is due one interval later
    work = DeferredWork([10 * 1800] + [0] * 9, [1] * 10, deadline_intervals=1, **HALF_HOUR)
    assert required_deferred_flat(work).flat_agents == 5


def test_a_backlog_counts_from_the_start_of_the_horizon() -> None:
    work = DeferredWork(
        np.zeros(6),
        [1] * 6,
        deadline_intervals=2,
        backlog_seconds=[6 * 1800],
        backlog_due_interval=[2],
        **HALF_HOUR,
    )
    assert required_deferred_flat(work).flat_agents == 2
    assert required_deferred(work, [0, 0, 0, 1, 1, 1]).agents.tolist() == [2, 2, 2, 0, 0, 0]
    assert required_deferred_flat(replace(work, backlog_due_interval=[6])).flat_agents == 0


def test_a_share_within_the_deadline_plans_for_that_share() -> None:
    work = DeferredWork([10 * 1800], [1], deadline_intervals=0, **HALF_HOUR)
    assert required_deferred_flat(work).flat_agents == 10
    assert required_deferred_flat(replace(work, planned_share=0.7)).flat_agents == 7
    assert required_deferred_flat(replace(work, productive_share=0.8, planned_share=0.8)).flat_agents == 10


def test_no_work_needs_nobody_and_unknown_work_has_no_plan() -> None:
    work = DeferredWork([0, 0], [1, 1], deadline_intervals=1, **HALF_HOUR)
    assert required_deferred(work, [0, 1]).agents.tolist() == [0, 0]
    plan = required_deferred(replace(work, work_seconds=[None, 1800]), [0, 1])
    assert plan.status == "unknown"
    assert np.isnan(plan.agents).all()
    assert required_deferred(replace(work, is_open=[0, 0]), [-1, -1]).agents.tolist() == [0, 0]


def test_what_cannot_be_done_in_time_is_infeasible_with_the_place() -> None:
    work = DeferredWork([0, 1800, 0], [1, 0, 1], deadline_seconds=600, **HALF_HOUR)
    plan = required_deferred(work, [0, 0, 0])
    assert plan.status == "infeasible"
    assert plan.status_reason.startswith("Work that arrives in interval 1 is due before anything opens")
    late = replace(
        work, work_seconds=[0, 0, 0], is_open=[0, 1, 1], backlog_seconds=[5], backlog_due_interval=[0]
    )
    assert required_deferred_flat(late).status_reason.startswith("Part of the backlog is due before")


def test_a_limit_on_people_allows_a_higher_peak_or_is_infeasible() -> None:
    # one agent more in the short block is cheaper than one more in the long block
    work = DeferredWork(
        [0, 0, 0, 0, 3 * 1800],
        [1] * 5,
        deadline_intervals=0,
        **HALF_HOUR,
        backlog_seconds=(),
        backlog_due_interval=(),
    )
    assert required_deferred(work, [0, 0, 0, 0, 1], max_agents=9).agents.tolist() == [0, 0, 0, 0, 3]
    plan = required_deferred(work, [0, 0, 0, 0, 1], max_agents=2)
    assert (plan.status, plan.status_reason) == (
        "infeasible",
        "At least 3 agents are needed at once, and only 2 are there.",
    )


def test_large_teams_are_planned_in_steps_and_then_lowered(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(5)
    for _ in range(20):
        work = random.integers(0, 40 * UNIT, 12).tolist()
        desk = Desk(work, [True] * 12, [i // 3 for i in range(12)], deadline=3, is_calendar=False)
        exact = required_deferred(desk.as_work(), desk.block)
        with monkeypatch.context() as patch:
            patch.setattr(cheapest, "_MOST_TRIALS", 2000)
            rough = required_deferred(desk.as_work(), desk.block)
        assert (exact.status, rough.status) == ("ok", "rounded")
        agents = rough.agents.astype(int)
        assert serves_in_time(desk, agents.tolist())
        for block in range(4):
            fewer = agents - (np.array(desk.block) == block)
            assert fewer.min() < 0 or not serves_in_time(desk, fewer.tolist())
        assert exact.agents.sum() <= rough.agents.sum() <= 1.15 * exact.agents.sum()


def test_equal_plans_are_told_apart_by_how_even_they_are() -> None:
    # the backlog asks for 9 at first, which allows 9 later; 12 come at night for three shifts: 4 each, and not 9 3 0
    work = DeferredWork(
        [0, 12 * 1800, 0, 0, 0],
        [1, 0, 1, 1, 1],
        deadline_intervals=3,
        backlog_seconds=[9 * 1800],
        backlog_due_interval=[0],
        **HALF_HOUR,
    )
    assert required_deferred(work, range(5)).agents_per_block.tolist() == [9, 4, 4, 4]


def test_blocks_are_runs_of_open_intervals_and_shifts_cut_them() -> None:
    is_open = [0, 1, 1, 1, 0, 0, 1, 1]
    assert opening_blocks(is_open).tolist() == [-1, 0, 0, 0, -1, -1, 1, 1]
    assert shift_blocks(is_open, 2).tolist() == [-1, 0, 0, 1, -1, -1, 2, 2]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"work_seconds": [-1, 0]}, "work_seconds is -1: it must be a number from 0"),
        ({"work_seconds": [1, 2, 3]}, r"work_seconds has the shape \(3,\) and is_open \(2,\)"),
        ({"deadline_seconds": 60}, "deadline_intervals is 1 and deadline_seconds 60: .* not both"),
        ({"deadline_intervals": None}, "deadline_intervals is None and deadline_seconds None"),
        ({"deadline_intervals": 1.5}, "deadline_intervals is 1.5: it must be a whole number"),
        ({"productive_share": 0}, "productive_share is 0: it must be a number above 0, at most 1"),
        ({"productive_share": 85}, "productive_share is 85"),
        ({"planned_share": 90}, "planned_share is 90"),
        ({"backlog_seconds": [1]}, r"backlog_seconds has the shape \(1,\) and backlog_due_interval \(0,\)"),
        ({"backlog_seconds": [1], "backlog_due_interval": [-1]}, "backlog_due_interval is -1"),
        ({"is_open": [1, None]}, "is_open is unknown in places"),
    ],
)
def test_an_absurd_desk_is_named_with_its_value(change: dict, message: str) -> None:
    work = replace(DeferredWork([10, 0], [1, 1], deadline_intervals=1, **HALF_HOUR), **change)
    with pytest.raises(ValueError, match=message):
        required_deferred(work, [0, 0])


def test_blocks_that_go_back_in_time_are_refused() -> None:
    work = DeferredWork([10, 0], [1, 1], deadline_intervals=1, **HALF_HOUR)
    with pytest.raises(ValueError, match="block falls or is unknown in open intervals"):
        required_deferred(work, [1, 0])

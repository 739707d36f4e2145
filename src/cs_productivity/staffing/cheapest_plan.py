"""The plan with the fewest agent-intervals, one number of agents per block, found exactly.

What later blocks ask for depends on the past by two numbers alone: how much of the arrivals has been served, and how
many agent-intervals have been spent (a backlog is done when what was spent since the start exceeds all that was due).
So from block to block only the plans are kept that nobody would swap for another: for each number of agent-intervals
the one that has served most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cs_productivity.given_numbers import Floats
from cs_productivity.staffing.deferred_work import TOLERANCE, Timeline, is_in_time

# Trials (of plans, numbers of agents and intervals) that are looked at before steps grow: a second or so on one core.
_MOST_TRIALS = 1.5e8
# sums are taken in another order here: the plan with the cap in every block must not fail by the last digit
_MARGIN = 1.5 * TOLERANCE


@dataclass(frozen=True)
class _Plans:
    """Plans of several works up to some block, the works in their order.

    `work`: place of the plan's work. Agent-intervals spent, work served, sum of squared agents over intervals.
    """

    work: NDArray[np.intp]
    spent: Floats
    served: Floats
    squares: Floats


@dataclass(frozen=True)
class _Works:
    """Running sums of W works, W × open intervals, backlogs (W), and W × numbers of agents to try, NaN for none."""

    released: Floats
    due: Floats
    all_due: Floats
    backlog: Floats
    choices: Floats


def cheapest_plans(
    timelines: Sequence[Timeline], lengths: NDArray[np.intp], caps: Sequence[int]
) -> list[tuple[Floats, bool]]:
    """Return per work the agents of each block, and whether no plan under its cap has fewer agent-intervals.

    Works do not touch each other; they are planned side by side since a block of one has little to compute.

    Args:
        timelines: works in opening time, all with the same blocks.
        lengths: open intervals of each block.
        caps: most agents of each work at once; with this many in every block all of it must be in time.

    Returns:
        Whole numbers per block. Where the blocks and teams are so large that trying every number would take long,
        numbers are tried in steps, and the plan found is lowered until no block can spare an agent.
    """
    steps = [_step(timeline, lengths, cap) for timeline, cap in zip(timelines, caps, strict=True)]
    works = _side_by_side(timelines, caps, steps)
    nothing = np.zeros(len(timelines))
    plans = _Plans(np.arange(len(timelines)), nothing, nothing, nothing)
    trail: list[tuple[NDArray[np.intp], Floats]] = []
    start = 0
    for length in lengths:
        plans, parents, agents = _extend(plans, works, start, int(length))
        trail.append((parents, agents))
        start += int(length)
    # the plans of a work are in the order of what they spent
    places = np.searchsorted(plans.work, np.arange(len(timelines)))
    found = np.zeros((len(timelines), lengths.size))
    for block in range(lengths.size - 1, -1, -1):
        parents, agents = trail[block]
        found[:, block] = agents[places]
        places = parents[places]
    return [
        (agents if step == 1 else _lowered(timeline, lengths, agents, step), step == 1)
        for timeline, agents, step in zip(timelines, found, steps, strict=True)
    ]


def _side_by_side(timelines: Sequence[Timeline], caps: Sequence[int], steps: Sequence[int]) -> _Works:
    # downwards from the cap, which is always enough: all differences are steps, so that few sums are different
    tried = [np.arange(cap, -1, -step, dtype=np.float64) for cap, step in zip(caps, steps, strict=True)]
    choices = np.full((len(tried), max(numbers.size for numbers in tried)), np.nan)
    for place, numbers in enumerate(tried):
        choices[place, : numbers.size] = numbers
    return _Works(
        np.stack([timeline.released for timeline in timelines]),
        np.stack([timeline.due for timeline in timelines]),
        np.stack([timeline.all_due for timeline in timelines]),
        np.array([timeline.backlog for timeline in timelines]),
        choices,
    )


def _step(timeline: Timeline, lengths: NDArray[np.intp], cap: int) -> int:
    """Smallest step between numbers of agents that keeps the trials in bounds."""
    if lengths.size < 2:
        return 1
    # plans differ by what they have served beyond what was due, in units of the shortest difference of blocks
    ahead = float(np.max(timeline.released - timeline.due)) + timeline.backlog
    plans = ahead / int(np.gcd.reduce(lengths)) + 1
    trials = plans * (cap + 1) * float(lengths.sum())
    return max(1, int(np.ceil(np.sqrt(trials / _MOST_TRIALS))))


def _extend(plans: _Plans, works: _Works, start: int, length: int) -> tuple[_Plans, NDArray[np.intp], Floats]:
    """Try every number of agents in the next block after every plan; keep those worth keeping.

    Returns:
        The longer plans, the places of the plans they continue, and their agents in this block.
    """
    intervals, steps = slice(start, start + length), np.arange(1, length + 1)
    # what each number of agents can do from the block's start on, and what it has served at most by the end of each
    # interval: see `is_in_time`
    capacity = works.choices[:, :, None] * steps
    most = capacity + np.minimum.accumulate(works.released[:, None, intervals] - capacity, axis=2)
    due = works.due[:, None, intervals] - _MARGIN
    # what a plan must have served before it
    asked_before = np.where((most >= due).all(axis=2), (due - capacity).max(axis=2), np.inf)
    is_in = plans.served[:, None] >= asked_before[plans.work]
    if works.backlog.any():
        asked = works.all_due[plans.work, intervals] - _MARGIN
        # agents needed so that the whole spent since the start is what was asked for at every interval's end
        lacking = ((asked - plans.spent[:, None]) / steps).max(axis=1)
        is_in &= works.choices[plans.work] >= lacking[:, None]
    parents, picked = np.nonzero(is_in)
    work = plans.work[parents]
    agents = works.choices[work, picked]
    longer = _Plans(
        work,
        plans.spent[parents] + agents * length,
        np.minimum(plans.served[parents] + capacity[work, picked, -1], most[work, picked, -1]),
        plans.squares[parents] + agents**2 * length,
    )
    kept = _worth_keeping(longer, works.backlog)
    return (
        _Plans(work[kept], longer.spent[kept], longer.served[kept], longer.squares[kept]),
        parents[kept],
        agents[kept],
    )


def _worth_keeping(plans: _Plans, backlog: Floats) -> NDArray[np.intp]:
    """Places of the plans that no other one of their work makes superfluous, in the order of what they spent."""
    order = np.lexsort((plans.squares, -np.round(plans.served, 6), plans.spent, plans.work))
    work, spent = plans.work[order], plans.spent[order]
    is_best = np.ones(order.size, dtype=bool)
    is_best[1:] = (spent[1:] > spent[:-1]) | (work[1:] > work[:-1])
    order, work, spent = order[is_best], work[is_best], spent[is_best]
    served = plans.served[order]
    # A cheaper plan that has served as much is better, if it has also spent enough on all of the backlog.
    is_rival = spent - served >= backlog[work] - TOLERANCE
    # a row per work: what the rivals before each plan have served at most
    place = np.arange(work.size) - np.searchsorted(work, work)
    rivals = np.full((backlog.size, int(place.max()) + 2), -np.inf)
    rivals[work, place + 1] = np.where(is_rival, served, -np.inf)
    best_before = np.maximum.accumulate(rivals, axis=1)[work, place]
    return order[served > best_before + TOLERANCE]


def _lowered(timeline: Timeline, lengths: NDArray[np.intp], agents: Floats, step: int) -> Floats:
    """Lower the numbers block by block, each as far as it goes, until none can be lowered by one."""
    lowered = agents.copy()
    for block in range(lengths.size):
        enough, short = lowered[block], max(lowered[block] - step, 0.0) - 1
        while enough - short > 1:
            lowered[block] = np.floor((enough + short) / 2)
            if is_in_time(timeline, np.repeat(lowered, lengths)):
                enough = lowered[block]
            else:
                short = lowered[block]
        lowered[block] = enough
    return lowered

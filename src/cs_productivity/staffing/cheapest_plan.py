"""The plan with the fewest agent-intervals, one number of agents per block, found exactly.

What later blocks ask for depends on the past by two numbers alone: how much of the arrivals has been served, and how
many agent-intervals have been spent (a backlog is done when what was spent since the start exceeds all that was due).
So from block to block only the plans are kept that nobody would swap for another: for each number of agent-intervals
the one that has served most.
"""

from __future__ import annotations

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
    """Plans up to some block: agent-intervals spent, work served, sum of squared agents over intervals."""

    spent: Floats
    served: Floats
    squares: Floats


def cheapest_plan(timeline: Timeline, lengths: NDArray[np.intp], cap: int) -> tuple[Floats, bool]:
    """Return agents per block, and whether no plan under the cap has fewer agent-intervals.

    Args:
        timeline: the work in opening time.
        lengths: open intervals of each block.
        cap: most agents at once; with this many in every block all work must be in time.

    Returns:
        Whole numbers per block. Where the blocks and teams are so large that trying every number would take long,
        numbers are tried in steps, and the plan found is lowered until no block can spare an agent.
    """
    step = _step(timeline, lengths, cap)
    # downwards from the cap, which is always enough: all differences are steps, so that few sums are different
    choices = np.arange(cap, -1, -step, dtype=np.float64)
    plans = _Plans(np.zeros(1), np.zeros(1), np.zeros(1))
    trail: list[tuple[NDArray[np.intp], Floats]] = []
    start = 0
    for length in lengths:
        plans, parents, agents = _extend(plans, timeline, start, int(length), choices)
        trail.append((parents, agents))
        start += int(length)
    # plans are in the order of what they spent
    place = 0
    found = np.zeros(lengths.size)
    for block in range(lengths.size - 1, -1, -1):
        parents, agents = trail[block]
        found[block] = agents[place]
        place = parents[place]
    if step > 1:
        found = _lowered(timeline, lengths, found, step)
    return found, step == 1


def _step(timeline: Timeline, lengths: NDArray[np.intp], cap: int) -> int:
    """Smallest step between numbers of agents that keeps the trials in bounds."""
    if lengths.size < 2:
        return 1
    # plans differ by what they have served beyond what was due, in units of the shortest difference of blocks
    ahead = float(np.max(timeline.released - timeline.due)) + timeline.backlog
    plans = ahead / int(np.gcd.reduce(lengths)) + 1
    trials = plans * (cap + 1) * float(lengths.sum())
    return max(1, int(np.ceil(np.sqrt(trials / _MOST_TRIALS))))


def _extend(
    plans: _Plans, timeline: Timeline, start: int, length: int, choices: Floats
) -> tuple[_Plans, NDArray[np.intp], Floats]:
    """Try every number of agents in the next block after every plan; keep those worth keeping.

    Returns:
        The longer plans, the places of the plans they continue, and their agents in this block.
    """
    intervals, steps = slice(start, start + length), np.arange(1, length + 1)
    # what each number of agents can do from the block's start on, and what it has served at most by the end of each
    # interval: see `is_in_time`
    capacity = choices[:, None] * steps
    most = capacity + np.minimum.accumulate(timeline.released[intervals] - capacity, axis=1)
    due = timeline.due[intervals] - _MARGIN
    # what a plan must have served before it
    asked_before = np.where((most >= due).all(axis=1), (due - capacity).max(axis=1), np.inf)
    is_in = plans.served[:, None] >= asked_before
    served = np.minimum(plans.served[:, None] + capacity[:, -1], most[:, -1])
    if timeline.backlog > 0:
        asked = timeline.all_due[intervals] - _MARGIN
        # agents needed so that the whole spent since the start is what was asked for at every interval's end
        lacking = ((asked - plans.spent[:, None]) / steps).max(axis=1)
        is_in &= choices >= lacking[:, None]
    parents, picked = np.nonzero(is_in)
    agents = choices[picked]
    longer = _Plans(
        plans.spent[parents] + agents * length,
        served[parents, picked],
        plans.squares[parents] + agents**2 * length,
    )
    kept = _worth_keeping(longer, timeline.backlog)
    return _Plans(longer.spent[kept], longer.served[kept], longer.squares[kept]), parents[kept], agents[kept]


def _worth_keeping(plans: _Plans, backlog: float) -> NDArray[np.intp]:
    """Places of the plans that no other one makes superfluous, in the order of what they spent."""
    order = np.lexsort((plans.squares, -np.round(plans.served, 6), plans.spent))
    spent = plans.spent[order]
    is_best = np.ones(spent.size, dtype=bool)
    is_best[1:] = spent[1:] > spent[:-1]
    order, spent = order[is_best], spent[is_best]
    served = plans.served[order]
    # A cheaper plan that has served as much is better, if it has also spent enough on all of the backlog.
    is_rival = spent - served >= backlog - TOLERANCE
    best_before = np.full(served.size, -np.inf)
    best_before[1:] = np.maximum.accumulate(np.where(is_rival, served, -np.inf))[:-1]
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

"""The fewest agents that do deferred work in time: one number for the horizon, or one per opening block or shift."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cs_productivity.given_numbers import Floats, numbers, one_number
from cs_productivity.staffing.cheapest_plan import cheapest_plans
from cs_productivity.staffing.checks import MOST_AGENTS, flags
from cs_productivity.staffing.deferred_work import DeferredWork, Timeline, is_in_time, timeline_of

DEFERRED_REASONS = {
    "ok": "The fewest agents that do all planned work by its deadline.",
    "rounded": "All planned work is done by its deadline and no block can spare an agent; fewer hours may exist.",
    "unknown": "The work of an interval, or of the backlog, is not known, so neither is the number of agents.",
}


@dataclass(frozen=True)
class DeferredPlan:
    """Agents for deferred work.

    `agents`: per calendar interval, 0 in closed ones; NaN everywhere where there is no plan. `agents_per_block`: one
    number per block of open intervals, in their order. `flat_agents`: the fewest if every open interval had the same
    number: no plan has a smaller peak. `status` is `ok`, `rounded`, `unknown` or `infeasible`, `status_reason` one
    sentence.
    """

    agents: Floats
    agents_per_block: Floats
    flat_agents: float
    status: str
    status_reason: str


def opening_blocks(is_open: Any) -> NDArray[np.intp]:
    """Number the runs of open intervals from 0; closed intervals get -1.

    Raises:
        ValueError: something in it is neither true nor false.
    """
    return shift_blocks(is_open, None)


def shift_blocks(is_open: Any, intervals_per_shift: int | None) -> NDArray[np.intp]:
    """Number shifts from 0: each run of open intervals is cut from its start; closed intervals get -1.

    Args:
        is_open: whether each interval is open.
        intervals_per_shift: intervals of a shift; the last shift of a run may be shorter. None: one shift per run.

    Raises:
        ValueError: the number is not whole or below 1.
    """
    opened = np.atleast_1d(flags("is_open", is_open))
    starts = opened & ~np.concatenate([[False], opened[:-1]])
    if intervals_per_shift is not None:
        size = one_number("intervals_per_shift", intervals_per_shift, 1, is_whole=True)
        place = np.arange(opened.size)
        first = np.maximum.accumulate(np.where(starts, place, 0))
        starts = opened & ((place - first) % size == 0)
    return np.where(opened, np.cumsum(starts) - 1, -1)


@dataclass(frozen=True)
class _Draft:
    """What a plan is made from; `reason` (status and sentence) is null where there is a plan."""

    timeline: Timeline
    lengths: NDArray[np.intp]
    flat: float
    cap: float
    reason: tuple[str, str] | None


def required_deferred(work: DeferredWork, block: Any, *, max_agents: int | None = None) -> DeferredPlan:
    """Return the fewest agents, one number per block, so that no work is later than its deadline.

    Among all plans with no more people at once than `max_agents` it is one with the fewest agent-intervals; among
    those that have served equally much at every block's end, the evenest. Above some size (see `cheapest_plans`)
    plans are tried in steps of several agents, and then lowered until no block can spare one: status `rounded`.

    Args:
        work: what arrives, when it is open, and the deadline.
        block: number of the block that each interval is in, never falling over the open intervals; what closed
            intervals have does not matter. See `opening_blocks` and `shift_blocks`.
        max_agents: most people at once; None: as few as the flat plan needs, which is the smallest possible peak.

    Raises:
        ValueError: a number is out of range, or shapes differ.
    """
    return required_deferred_of_each([(work, block)], max_agents=max_agents)[0]


def required_deferred_of_each(
    tasks: Sequence[tuple[DeferredWork, Any]], *, max_agents: int | None = None
) -> list[DeferredPlan]:
    """Return `required_deferred` of each work and its blocks, in less time where works have the same blocks.

    Raises:
        ValueError: a number is out of range, or shapes differ.
    """
    drafts = [_draft(work, block, max_agents) for work, block in tasks]
    plans: dict[int, DeferredPlan] = {}
    alike = defaultdict(list)
    for place, draft in enumerate(drafts):
        if draft.reason:
            plans[place] = _no_plan(draft, *draft.reason)
        else:
            alike[draft.lengths.tobytes()].append(place)
    for places in alike.values():
        some = [drafts[place] for place in places]
        found = cheapest_plans(
            [draft.timeline for draft in some], some[0].lengths, [int(draft.cap) for draft in some]
        )
        for place, (per_block, is_exact) in zip(places, found, strict=True):
            plans[place] = _plan(drafts[place], per_block, "ok" if is_exact else "rounded")
    return [plans[place] for place in range(len(drafts))]


def _draft(work: DeferredWork, block: Any, max_agents: int | None) -> _Draft:
    timeline = timeline_of(work)
    count = timeline.arrivals
    blocks = np.atleast_1d(numbers("block", block, -1e9))
    if blocks.shape != (count,):
        raise ValueError(
            f"block has the shape {blocks.shape}: give one number for each of {count} intervals."
        )
    labels = blocks[timeline.open_intervals]
    if np.any(np.isnan(labels)) or np.any(np.diff(labels) < 0):
        raise ValueError(
            "block falls or is unknown in open intervals: number the blocks in the order of time."
        )
    lengths = np.unique(labels, return_counts=True)[1]

    reason = _why_not(timeline)
    flat = np.nan if reason else flat_agents(timeline)
    cap = flat
    if max_agents is not None and not reason:
        cap = one_number("max_agents", max_agents, 0, MOST_AGENTS, is_whole=True)
        if cap < flat:
            reason = (
                "infeasible",
                f"At least {flat:.0f} agents are needed at once, and only {cap:.0f} are there.",
            )
    return _Draft(timeline, lengths, flat, cap, reason)


def _no_plan(draft: _Draft, status: str, sentence: str) -> DeferredPlan:
    no_agents = np.full(draft.timeline.arrivals, np.nan)
    return DeferredPlan(no_agents, np.full(draft.lengths.size, np.nan), draft.flat, status, sentence)


def _plan(draft: _Draft, per_block: Floats, status: str) -> DeferredPlan:
    agents = np.zeros(draft.timeline.arrivals)
    agents[draft.timeline.open_intervals] = np.repeat(per_block, draft.lengths)
    return DeferredPlan(agents, per_block, draft.flat, status, DEFERRED_REASONS[status])


def required_deferred_flat(work: DeferredWork) -> DeferredPlan:
    """Return the smallest number of agents that, the same in every open interval, does all work by its deadline.

    Raises:
        ValueError: a number is out of range, or shapes differ.
    """
    timeline = timeline_of(work)
    reason = _why_not(timeline)
    flat = np.nan if reason else flat_agents(timeline)
    draft = _Draft(timeline, np.array([timeline.open_intervals.size]), flat, flat, reason)
    return _no_plan(draft, *reason) if reason else _plan(draft, np.full(1, flat), "ok")


def flat_agents(timeline: Timeline) -> float:
    """Bisect for the smallest number that is enough; agents for all work in every interval surely are."""
    size = timeline.open_intervals.size
    enough, short = np.ceil(timeline.all_due[-1]) if size else 0.0, -1.0
    while enough - short > 1:
        middle = np.floor((enough + short) / 2)
        if is_in_time(timeline, np.full(size, middle)):
            enough = middle
        else:
            short = middle
    return float(enough)


def _why_not(timeline: Timeline) -> tuple[str, str] | None:
    """Status and reason where no number of agents can help."""
    if not timeline.is_known:
        return "unknown", DEFERRED_REASONS["unknown"]
    place = timeline.late_from_start
    if place < 0:
        return None
    what = (
        "Part of the backlog is"
        if place == timeline.arrivals
        else f"Work that arrives in interval {place} is"
    )
    return "infeasible", f"{what} due before anything opens: nobody can do it in time."

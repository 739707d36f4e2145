"""Work that may wait (mail, in-app): when it comes, until when it must be done, and whether agents can do it in time.

Inside, time is opening time alone (closed intervals take none) and work is counted in agent-intervals: what one
agent does in one open interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cs_productivity.given_numbers import Floats, numbers, one_number
from cs_productivity.staffing.checks import MOST_SECONDS, flags

# Agent-intervals. Sums over a year of intervals are exact to far less, and no plan hangs on it.
TOLERANCE = 1e-6


@dataclass(frozen=True)
class DeferredWork:
    """Work to be planned, over consecutive intervals of equal length (the horizon).

    `work_seconds`: agent seconds of work that arrive in each interval, spread evenly over it; NaN where unknown.
    `is_open`: whether agents work in the interval; work arrives in closed ones, too.
    `productive_share`: share of an agent's time in an open interval that goes into this work (the occupancy cap).
    `deadline_intervals`: whole number d of open intervals within which work must be done: by the end of the d-th open
    interval after the one it comes in, be that open or closed. Or else `deadline_seconds`: calendar time, of which only
    whole intervals are used (rounded down, to the safe side).
    `planned_share`: "p % within the deadline" plans for this share of all work and leaves the rest out altogether. Who
    has no other time for the rest and serves in the order of deadlines will not do p % in time: all of it gets late.
    `backlog_seconds`, `backlog_due_interval`: work that is there when the horizon starts, in any number of parts, and
    the interval by whose end each must be done (one beyond the horizon asks for nothing inside it).

    Work that is due after the horizon's end asks for nothing inside it either: plan one deadline further than you read.
    """

    work_seconds: Any
    is_open: Any
    interval_seconds: float
    productive_share: float = 1.0
    deadline_intervals: int | None = None
    deadline_seconds: float | None = None
    planned_share: float = 1.0
    backlog_seconds: Any = ()
    backlog_due_interval: Any = ()


@dataclass(frozen=True)
class Timeline:
    """The same work in opening time.

    `open_intervals`: places of the open intervals in the calendar. `released`, `due`: running sums per open interval of
    the arrivals that can be done by its end, and of those that must be. `all_due`: the same with the backlog.
    `backlog`: all backlog. `arrivals`: number of calendar intervals. `parts`: amount, first open interval and number of
    open intervals at whose end it is due, of each interval's arrivals and then of each part of the backlog; infinite
    where that is beyond the horizon. `late_from_start`: place of the first interval whose work has no open time before
    its deadline, `arrivals` if it is a part of the backlog, -1 if there is none. `is_known`: no work is NaN.
    """

    open_intervals: NDArray[np.intp]
    released: Floats
    due: Floats
    all_due: Floats
    backlog: float
    arrivals: int
    parts: tuple[Floats, NDArray[np.intp], Floats]
    late_from_start: int
    is_known: bool


def timeline_of(work: DeferredWork, share: float | None = None) -> Timeline:
    """Check the work and lay it out in opening time.

    Args:
        work: see there.
        share: part of the work to lay out instead of its planned share.

    Raises:
        ValueError: a number is out of range, shapes differ, or not exactly one kind of deadline is given.
    """
    seconds = np.atleast_1d(numbers("work_seconds", work.work_seconds))
    is_open = np.atleast_1d(flags("is_open", work.is_open))
    if seconds.ndim != 1 or seconds.shape != is_open.shape:
        raise ValueError(
            f"work_seconds has the shape {seconds.shape} and is_open {is_open.shape}: give one number of each "
            "per interval."
        )
    left, left_due = _backlog(work)
    interval = one_number("interval_seconds", work.interval_seconds, 0, MOST_SECONDS, may_be_least=False)
    productive = one_number("productive_share", work.productive_share, 0, 1, may_be_least=False)
    if share is None:
        share = one_number("planned_share", work.planned_share, 0, 1)

    count = seconds.size
    # open intervals that are over when each calendar interval starts, and at the end of the last
    over = np.concatenate([[0], np.cumsum(is_open)])
    opened = int(over[-1])
    due = np.concatenate([_arrivals_due(work, over, interval), np.full(left.size, np.inf)])
    is_inside = left_due < count
    due[count:][is_inside] = over[left_due[is_inside].astype(np.intp) + 1]
    due[due > opened] = np.inf
    first = np.concatenate([over[:-1], np.zeros(left.size, dtype=np.intp)])
    amount = np.concatenate([seconds, left]) * share / (interval * productive)
    has_no_time = np.flatnonzero((due <= first) & (amount > 0))

    def running(amounts: Floats, places: Floats) -> Floats:
        is_in = places < opened
        per_interval = np.bincount(places[is_in].astype(np.intp), amounts[is_in], minlength=opened)
        return np.cumsum(per_interval)

    # due after d open intervals is due at the end of interval d - 1; no work at all may be due before the first
    last = np.maximum(due - 1, 0)
    last[has_no_time] = np.inf
    return Timeline(
        open_intervals=np.flatnonzero(is_open),
        released=running(amount[:count], first[:count]),
        due=running(amount[:count], last[:count]),
        all_due=running(amount, last),
        backlog=float(amount[count:].sum()),
        arrivals=count,
        parts=(amount, first, due),
        late_from_start=int(min(has_no_time[0], count)) if has_no_time.size else -1,
        is_known=not np.any(np.isnan(amount)),
    )


def is_in_time(timeline: Timeline, agents: Floats) -> bool:
    """Tell whether agents per open interval do all work by its deadline, earliest deadline first.

    All work fits if and only if in every window the work that arrives and is due inside it fits. Arrivals have one
    deadline, so that serving them in the order they come is serving the earliest deadline first: what is served by then
    is the least, over all earlier moments, of what had come until then plus what agents can do since. The backlog was
    there before everything, so that it matters in windows from the horizon's start alone.
    """
    capacity = np.cumsum(agents)
    served = capacity + np.minimum(np.minimum.accumulate(timeline.released - capacity), 0.0)
    return bool(
        np.all(served >= timeline.due - TOLERANCE) and np.all(capacity >= timeline.all_due - TOLERANCE)
    )


def _backlog(work: DeferredWork) -> tuple[Floats, Floats]:
    seconds = np.atleast_1d(numbers("backlog_seconds", work.backlog_seconds))
    due = np.atleast_1d(numbers("backlog_due_interval", work.backlog_due_interval, is_whole=True))
    if seconds.ndim != 1 or seconds.shape != due.shape or np.any(np.isnan(due)):
        raise ValueError(
            f"backlog_seconds has the shape {seconds.shape} and backlog_due_interval {due.shape}: give one number "
            "of each per part of the backlog, and none that is unknown for when it is due."
        )
    return seconds, due


def _arrivals_due(work: DeferredWork, over: NDArray[np.intp], interval: float) -> Floats:
    """Number of open intervals that are over when each interval's arrivals must be done; infinite beyond."""
    if (work.deadline_intervals is None) == (work.deadline_seconds is None):
        raise ValueError(
            f"deadline_intervals is {work.deadline_intervals!r} and deadline_seconds {work.deadline_seconds!r}: "
            "give opening time in intervals or calendar time in seconds, and not both."
        )
    ends = np.arange(1, over.size)
    if work.deadline_intervals is not None:
        opening = one_number("deadline_intervals", work.deadline_intervals, 0, is_whole=True)
        return over[ends] + opening
    calendar = one_number("deadline_seconds", work.deadline_seconds, 0, MOST_SECONDS)
    until = ends + np.floor(calendar / interval + 1e-9)
    is_inside = until < over.size
    due = np.full(ends.size, np.inf)
    due[is_inside] = over[until[is_inside].astype(np.intp)]
    return due

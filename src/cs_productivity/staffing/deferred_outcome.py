"""What given agents make of deferred work: the backlog they leave, and the share they do within the deadline."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import Any

import numpy as np

from cs_productivity.given_numbers import Floats, numbers
from cs_productivity.staffing.checks import MOST_AGENTS
from cs_productivity.staffing.deferred_work import TOLERANCE, DeferredWork, timeline_of


@dataclass(frozen=True)
class DeferredOutcome:
    """What became of all work, whatever share was planned for.

    `backlog_seconds`: work that is there and not done, at the end of each calendar interval. `done_seconds`: work done
    in each. `due_seconds`: work whose deadline is inside the horizon, and `in_time_seconds` what of it was done by
    then. `share_in_time`: their ratio; NaN where nothing was due. All are NaN where work or agents are unknown.
    """

    backlog_seconds: Floats
    done_seconds: Floats
    due_seconds: float
    in_time_seconds: float
    share_in_time: float


def deferred_outcome(work: DeferredWork, agents: Any) -> DeferredOutcome:
    """Let agents work through everything that arrives, earliest deadline first.

    Args:
        work: what arrives, when it is open, and the deadline; its planned share does not matter.
        agents: people at work in each calendar interval, fractions allowed; those in closed intervals do nothing.

    Returns:
        See there. Work counts as in time if it is done by the end of the interval in which its deadline falls.

    Raises:
        ValueError: a number is out of range, or shapes differ.
    """
    timeline = timeline_of(work, share=1.0)
    heads = np.atleast_1d(numbers("agents", agents, 0, MOST_AGENTS))
    if heads.shape != (timeline.arrivals,):
        raise ValueError(
            f"agents has the shape {heads.shape}: give one number per interval ({timeline.arrivals})."
        )
    heads = heads[timeline.open_intervals]
    if not timeline.is_known or np.any(np.isnan(heads)):
        unknown = np.full(timeline.arrivals, np.nan)
        return DeferredOutcome(unknown, unknown.copy(), np.nan, np.nan, np.nan)

    done, in_time = _earliest_deadline_first(timeline.parts, heads)
    amount, _, due = timeline.parts
    unit = work.interval_seconds * work.productive_share
    done_seconds = np.zeros(timeline.arrivals)
    done_seconds[timeline.open_intervals] = done * unit
    there = np.cumsum(amount[: timeline.arrivals]) + timeline.backlog
    left = np.maximum(there * unit - np.cumsum(done_seconds), 0.0)
    due_seconds = float(amount[np.isfinite(due)].sum() * unit)
    in_time_seconds = float(in_time * unit)
    share = in_time_seconds / due_seconds if due_seconds > 0 else np.nan
    return DeferredOutcome(
        backlog_seconds=np.where(left < TOLERANCE * unit, 0.0, left),
        done_seconds=done_seconds,
        due_seconds=due_seconds,
        in_time_seconds=in_time_seconds,
        share_in_time=min(share, 1.0) if due_seconds > 0 else np.nan,
    )


def at_day_end(values: Any, day: Any) -> tuple[np.ndarray, Floats]:
    """Return the value of each day's last interval, such as the backlog then.

    Args:
        values: one number per interval, in the order of time.
        day: the day that each interval belongs to, of any type that can be compared.

    Returns:
        The days in the order of time, and one value for each.

    Raises:
        ValueError: the shapes differ.
    """
    of_interval = np.atleast_1d(np.asarray(values, dtype=np.float64))
    days = np.atleast_1d(np.asarray(day))
    if of_interval.shape != days.shape:
        raise ValueError(
            f"day has the shape {days.shape}: give one day for each of {of_interval.size} values."
        )
    if days.size == 0:
        return days, of_interval
    is_last = np.concatenate([days[1:] != days[:-1], [True]])
    return days[is_last], of_interval[is_last]


def _earliest_deadline_first(parts: tuple, heads: Floats) -> tuple[Floats, float]:
    """Serve parts of work as a fluid; returns what each open interval does, and all that was done in time.

    One pass in plain Python: an overloaded desk has no closed form, and a year of hours takes some milliseconds.
    """
    amount, first, due = (values.tolist() for values in parts)
    arrival = sorted((place for place, size in enumerate(amount) if size > 0), key=first.__getitem__)
    waiting: list[tuple[float, int]] = []
    done = np.zeros(heads.size)
    in_time, come = 0.0, 0
    for interval, capacity in enumerate(heads.tolist()):
        while come < len(arrival) and first[arrival[come]] <= interval:
            heapq.heappush(waiting, (due[arrival[come]], arrival[come]))
            come += 1
        left = capacity
        while left > 0 and waiting:
            deadline, part = waiting[0]
            piece = min(left, amount[part])
            left -= piece
            amount[part] -= piece
            if interval + 1 <= deadline < float("inf"):
                in_time += piece
            if amount[part] <= 0:
                heapq.heappop(waiting)
        done[interval] = capacity - left
    return done, in_time

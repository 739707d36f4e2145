"""The best service level that a given number of agents reaches over a day, and in which intervals they must sit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cs_productivity.given_numbers import Floats, numbers, one_number
from cs_productivity.staffing.checks import MOST_AGENTS, MOST_ARRIVALS, MOST_SECONDS
from cs_productivity.staffing.live import required_erlang_a, required_erlang_c
from cs_productivity.staffing.performance import erlang_a_performance, erlang_c_performance

# more agents than for this service level are of no use to anyone
_NEARLY_ALL = 1 - 1e-9
# steps of the search over intervals, agents and budget: some seconds, and some hundred megabytes
_MOST_STEPS = 3e9


@dataclass(frozen=True)
class Allocation:
    """Agents of a day.

    `agents` and `service_level`: per interval. `reached_service_level`: of all contacts of the day, NaN where nothing
    arrives or an input is not known. `spent_agent_intervals`: sum of agents, which may be less than there were.
    """

    agents: Floats
    service_level: Floats
    reached_service_level: float
    spent_agent_intervals: float


def best_allocation(
    arrivals: Any,
    interval_seconds: float,
    aht_seconds: Any,
    agent_intervals: float,
    *,
    target_seconds: float,
    patience_seconds: float | None = None,
    least_agents: Any = 0,
) -> Allocation:
    """Return the agents per interval that answer most contacts of a day within the target time.

    The search is exact, by dynamic programming over intervals. To give each next agent to where it helps most is not:
    under Erlang C agents up to the load help nobody, so that with too few it is best to give up whole intervals.

    Args:
        arrivals: contacts per interval of the day, one dimension.
        interval_seconds: length of an interval.
        aht_seconds: handling time, one number or one per interval.
        agent_intervals: most agents over all intervals together; a fraction of one is of no use. See
            `agent_intervals_of` and `agents_for_money`.
        target_seconds: time within which an answer counts.
        patience_seconds: mean patience: Erlang A; None: nobody gives up, Erlang C.
        least_agents: whole number that each interval gets at least, one number or one per interval; without it the
            best that too small a budget can do may be to leave intervals empty.

    Raises:
        ValueError: a number is out of range, `least_agents` are more than there are, or the day is so large that the
            search would take minutes.
    """
    volume = np.atleast_1d(numbers("arrivals", arrivals, 0, MOST_ARRIVALS))
    if volume.ndim != 1:
        raise ValueError(f"arrivals has the shape {volume.shape}: give one number per interval of a day.")
    aht = np.broadcast_to(numbers("aht_seconds", aht_seconds, 0, MOST_SECONDS), volume.shape)
    budget = int(one_number("agent_intervals", agent_intervals, 0, MOST_AGENTS) + 1e-9)
    least = np.broadcast_to(
        numbers("least_agents", least_agents, 0, MOST_AGENTS, is_whole=True), volume.shape
    )
    if not least.sum() <= budget:
        raise ValueError(f"least_agents add up to {least.sum():g}: agent_intervals is only {budget}.")
    if np.any(np.isnan(np.where(volume > 0, aht, volume))):
        unknown = np.full(volume.shape, np.nan)
        return Allocation(unknown, unknown.copy(), np.nan, np.nan)

    first = least.astype(np.intp)
    levels = _levels(
        volume, interval_seconds, aht, target_seconds, patience_seconds, budget, int(max(first, default=0))
    )
    gains = [row[start:] for row, start in zip(volume[:, None] * levels, first, strict=True)]
    agents = first + _most_answered(gains, budget - int(first.sum()))
    reached = levels[np.arange(volume.size), agents]
    total = float(volume.sum())
    return Allocation(
        agents=agents.astype(np.float64),
        service_level=reached,
        reached_service_level=float((volume * reached).sum() / total) if total > 0 else np.nan,
        spent_agent_intervals=float(agents.sum()),
    )


def _levels(
    volume: Floats,
    interval: float,
    aht: Floats,
    target: float,
    patience: float | None,
    budget: int,
    least: int,
) -> Floats:
    """Service level per interval (rows) with 0, 1, 2 … agents (columns)."""
    wish = {"target_service_level": _NEARLY_ALL, "target_seconds": target}
    if patience is None:
        most = required_erlang_c(volume, interval, aht, **wish).agents
    else:
        most = required_erlang_a(volume, interval, aht, patience_seconds=patience, **wish).agents
    columns = max(int(min(np.max(most, initial=0.0), budget)), least) + 1
    if volume.size * columns * (budget + 1.0) > _MOST_STEPS:
        raise ValueError(
            f"agent_intervals is {budget} for {volume.size} intervals: too many to search, plan fewer at once."
        )
    agents = np.arange(columns)
    rows = (volume[:, None], interval, aht[:, None], agents)
    if patience is None:
        return erlang_c_performance(*rows, target_seconds=target).service_level
    return erlang_a_performance(*rows, target_seconds=target, patience_seconds=patience).service_level


def _most_answered(answered: list[Floats], budget: int) -> NDArray[np.intp]:
    """Choose one place per row so that the entries add up to most and the places to no more than the budget."""
    best = np.zeros(budget + 1)
    choices = np.zeros((len(answered), budget + 1), dtype=np.int32)
    for row, gains in enumerate(answered):
        longer, choice = best + gains[0], choices[row]
        # an agent who changes nothing is no choice
        for agents in np.flatnonzero(np.diff(gains[: budget + 1]) > 0) + 1:
            tried = best[: budget + 1 - agents] + gains[agents]
            is_better = tried > longer[agents:]
            longer[agents:][is_better] = tried[is_better]
            choice[agents:][is_better] = agents
        best = longer
    # the smallest part of the budget that reaches as much
    left = int(np.flatnonzero(best >= best[-1] - 1e-12 * max(best[-1], 1.0))[0])
    picked = np.zeros(len(answered), dtype=np.intp)
    for row in range(len(answered) - 1, -1, -1):
        picked[row] = choices[row, left]
        left -= picked[row]
    return picked

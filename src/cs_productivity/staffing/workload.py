"""Work without queues: agents by throughput, the AHT of chats, and heads turned into paid people, FTE and back."""

from __future__ import annotations

from typing import Any

import numpy as np

from cs_productivity.given_numbers import Floats, numbers
from cs_productivity.staffing.checks import MOST_AGENTS, MOST_SECONDS, round_up

_SECONDS_PER_HOUR = 3600.0


def required_throughput(workload_seconds: Any, interval_seconds: Any, *, occupancy_cap: Any = 1.0) -> Floats:
    """Return the agents whose productive time holds the work, whenever in the interval it comes.

    Args:
        workload_seconds: volume × AHT per interval, any shape; all arguments broadcast; NaN stays NaN.
        interval_seconds: length of the interval.
        occupancy_cap: share of their time that agents can be busy, above 0, at most 1.

    Returns:
        ceil(work ÷ (interval × occupancy cap) - 1e-9).

    Raises:
        ValueError: a number is out of range.
    """
    work = numbers("workload_seconds", workload_seconds)
    interval = numbers("interval_seconds", interval_seconds, 0, MOST_SECONDS, may_be_least=False)
    cap = numbers("occupancy_cap", occupancy_cap, 0, 1, may_be_least=False)
    return round_up(work / (interval * cap))


def chat_aht_seconds(
    *, focus_seconds: Any = None, aht_seconds: Any = None, concurrency: Any = None
) -> Floats:
    """Return the time that one chat takes of an agent who has several open, by one of two ways.

    Args:
        focus_seconds: effort per chat: the time it had the agent's attention, which other chats did not have.
        aht_seconds: from a chat's start to its end, as if it were alone; give `concurrency` with it.
        concurrency: chats that an agent has open at the same time, on average, at least 1.

    Returns:
        Focus time as it is, or AHT ÷ concurrency, in the broadcast shape; NaN where it is not known.

    Raises:
        ValueError: both ways are given, neither is, or a number is out of range. Both at once would take the
            attention that chats share out of the time twice.
    """
    if focus_seconds is not None and (aht_seconds is not None or concurrency is not None):
        raise ValueError(
            f"focus_seconds is {focus_seconds!r} and aht_seconds {aht_seconds!r} with concurrency "
            f"{concurrency!r}: give focus time, or AHT with concurrency, never both."
        )
    if focus_seconds is not None:
        return numbers("focus_seconds", focus_seconds, 0, MOST_SECONDS)[()]
    if aht_seconds is None or concurrency is None:
        raise ValueError(
            f"focus_seconds is not given, aht_seconds is {aht_seconds!r} and concurrency {concurrency!r}: "
            "give focus time, or AHT with concurrency."
        )
    aht = numbers("aht_seconds", aht_seconds, 0, MOST_SECONDS)
    return (aht / numbers("concurrency", concurrency, 1, 1000))[()]


def paid_agents(heads: Any, shrinkage: Any) -> Floats:
    """Return the people to be paid so that `heads` are at work: divided by 1 - shrinkage, rounded up once.

    Args:
        heads: people needed at work, any shape; not rounded before. NaN stays NaN.
        shrinkage: share of paid time that is no work (leave, training, breaks), from 0, below 1.

    Raises:
        ValueError: a number is out of range.
    """
    needed = numbers("heads", heads, 0, MOST_AGENTS)
    return round_up(needed / _at_work(shrinkage))


def fte(seat_hours: Any, shrinkage: Any, paid_hours_per_fte: Any) -> Floats:
    """Return full-time equivalents: seat hours ÷ (1 - shrinkage) ÷ paid hours per FTE, not rounded.

    Args:
        seat_hours: hours to be worked in a period, any shape; see `seat_hours`.
        shrinkage: share of paid time that is no work, from 0, below 1.
        paid_hours_per_fte: paid hours of one full-time person in the same period, above 0.

    Raises:
        ValueError: a number is out of range.
    """
    hours = numbers("seat_hours", seat_hours)
    paid = numbers("paid_hours_per_fte", paid_hours_per_fte, 0, may_be_least=False)
    return (hours / _at_work(shrinkage) / paid)[()]


def seat_hours(agents: Any, interval_seconds: Any) -> Floats:
    """Return the hours that agents sit there, one number per interval: agents × interval ÷ 3600.

    Args:
        agents: people at work per interval, any shape.
        interval_seconds: length of the interval.

    Raises:
        ValueError: a number is out of range.
    """
    heads = numbers("agents", agents, 0, MOST_AGENTS)
    interval = numbers("interval_seconds", interval_seconds, 0, MOST_SECONDS, may_be_least=False)
    return (heads * interval / _SECONDS_PER_HOUR)[()]


def agents_for_money(
    money: Any, cost_per_paid_hour: Any, interval_seconds: Any, *, shrinkage: Any = 0.0
) -> Floats:
    """Return how many people at work a sum pays for in an interval: whole people, rounded down.

    Args:
        money: sum per interval, any shape; with a day's sum and `interval_seconds` of an interval, the answer is
            how many agent-intervals the day can have, as `best_allocation` wants them.
        cost_per_paid_hour: in the same currency, above 0.
        interval_seconds: length of the interval.
        shrinkage: share of paid time that is no work, from 0, below 1.

    Raises:
        ValueError: a number is out of range.
    """
    cost = numbers("cost_per_paid_hour", cost_per_paid_hour, 0, may_be_least=False)
    interval = numbers("interval_seconds", interval_seconds, 0, MOST_SECONDS, may_be_least=False)
    paid_hours = numbers("money", money) / cost
    return np.floor(paid_hours * _at_work(shrinkage) * _SECONDS_PER_HOUR / interval + 1e-9)[()]


def agent_intervals_of(
    paid_heads: Any, paid_hours_per_head: Any, interval_seconds: Any, *, shrinkage: Any = 0.0
) -> Floats:
    """Return how many agent-intervals paid people give over a day: whole ones, rounded down.

    Args:
        paid_heads: people paid for the day, any shape.
        paid_hours_per_head: hours that each of them is paid for.
        interval_seconds: length of an interval.
        shrinkage: share of paid time that is no work, from 0, below 1.

    Raises:
        ValueError: a number is out of range.
    """
    heads = numbers("paid_heads", paid_heads, 0, MOST_AGENTS)
    hours = numbers("paid_hours_per_head", paid_hours_per_head)
    return agents_for_money(heads * hours, 1.0, interval_seconds, shrinkage=shrinkage)


def _at_work(shrinkage: Any) -> Floats:
    """Share of paid time at work; a shrinkage of 1 would ask for infinitely many people."""
    return 1 - numbers("shrinkage", shrinkage, 0, 1 - 1e-6)

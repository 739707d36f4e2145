"""What given agents reach: wait, service level, abandonment and occupancy per interval of live contacts."""

from __future__ import annotations

from typing import Any

import numpy as np

from cs_productivity.given_numbers import numbers
from cs_productivity.staffing.checks import MOST_AGENTS, MOST_SECONDS
from cs_productivity.staffing.erlang import LivePerformance, erlangs_of, performance_a, performance_c


def erlang_c_performance(
    arrivals: Any, interval_seconds: Any, aht_seconds: Any, agents: Any, *, target_seconds: Any
) -> LivePerformance:
    """Return what callers meet where everybody waits for an answer (Erlang C).

    Args:
        arrivals: contacts that come in the interval, any shape; all arguments broadcast.
        interval_seconds: length of the interval.
        aht_seconds: handling time per contact.
        agents: people who answer, whole numbers from 0.
        target_seconds: time within which an answer counts for the service level, from 0.

    Returns:
        Arrays of the broadcast shape. Where n <= A and something comes, everybody waits without end: wait
        probability 1, service level 0, wait infinite. Otherwise, with C of `erlang_c`: service level
        1 - C exp(-(n - A) T / AHT), average wait C AHT / (n - A), occupancy A / n.

    Raises:
        ValueError: a number is out of range.
    """
    given = (
        erlangs_of(arrivals, interval_seconds, aht_seconds),
        numbers("aht_seconds", aht_seconds, 0, MOST_SECONDS),
        numbers("target_seconds", target_seconds, 0, MOST_SECONDS),
        numbers("agents", agents, 0, MOST_AGENTS, is_whole=True),
    )
    return performance_c(*np.broadcast_arrays(*given))


def erlang_a_performance(
    arrivals: Any,
    interval_seconds: Any,
    aht_seconds: Any,
    agents: Any,
    *,
    target_seconds: Any,
    patience_seconds: Any,
) -> LivePerformance:
    """Return what callers meet where each waits no longer than an exponential patience (Erlang A).

    Args:
        arrivals: contacts that come in the interval, any shape; all arguments broadcast.
        interval_seconds: length of the interval.
        aht_seconds: handling time per contact.
        agents: people who answer, whole numbers from 0; fewer than the load are possible.
        target_seconds: time within which an answer counts for the service level, from 0.
        patience_seconds: mean time after which who waits gives up, above 0 (the mean of the law, not of the waits
            that were seen to end in giving up, which is far shorter).

    Returns:
        Arrays of the broadcast shape. The service level is answered within the target ÷ offered: who gave up within
        the target counts against it. The average wait is that of all, those who gave up included.

    Raises:
        ValueError: a number is out of range.
    """
    given = (
        erlangs_of(arrivals, interval_seconds, aht_seconds),
        numbers("aht_seconds", aht_seconds, 0, MOST_SECONDS),
        numbers("target_seconds", target_seconds, 0, MOST_SECONDS),
        numbers("agents", agents, 0, MOST_AGENTS, is_whole=True),
        numbers("patience_seconds", patience_seconds, 0, MOST_SECONDS, may_be_least=False),
    )
    return performance_a(*np.broadcast_arrays(*given))

"""Queues of live contacts: Erlang B, Erlang C (nobody hangs up) and Erlang A (patience runs out), for given agents.

Every function takes numbers or arrays that broadcast against each other and computes all of them at once.
Zero erlangs are an ordinary load: nobody comes, so nobody waits, whatever the number of agents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from cs_productivity.given_numbers import Floats, numbers
from cs_productivity.staffing.checks import MOST_AGENTS, MOST_ARRIVALS, MOST_ERLANGS, MOST_SECONDS
from cs_productivity.staffing.poisson import lower_gamma_hazard, poisson_hazard, tail_ratio


@dataclass(frozen=True)
class LivePerformance:
    """What callers of a staffed queue meet, each an array of the broadcast shape; NaN where an input is not known.

    `service_level`: answered within the target time ÷ offered; `average_wait_seconds` is over all who came and
    infinite where the queue grows without end; `abandonment`: left without an answer ÷ offered; `occupancy`: share
    of the agents' time in which they handle contacts.
    """

    wait_probability: Floats
    service_level: Floats
    average_wait_seconds: Floats
    abandonment: Floats
    occupancy: Floats


def erlangs_of(arrivals: Any, interval_seconds: Any, aht_seconds: Any) -> Floats:
    """Return the load in erlangs: the contacts that would be handled at the same time if none of them waited.

    Args:
        arrivals: contacts that come in the interval.
        interval_seconds: length of the interval, above 0.
        aht_seconds: handling time per contact; where nothing arrives it does not matter and may be unknown.

    Returns:
        arrivals × AHT ÷ interval, NaN where one of them is not known.

    Raises:
        ValueError: a number is negative, or the load is above a million erlangs.
    """
    volume = numbers("arrivals", arrivals, 0, MOST_ARRIVALS)
    interval = numbers("interval_seconds", interval_seconds, 0, MOST_SECONDS, may_be_least=False)
    aht = numbers("aht_seconds", aht_seconds, 0, MOST_SECONDS)
    load = np.where(volume == 0, 0.0, volume * aht / interval)
    return numbers("arrivals * aht_seconds / interval_seconds", load, 0, MOST_ERLANGS)[()]


def erlang_b(erlangs: Any, agents: Any) -> Floats:
    """Return the share of contacts that find all agents busy where nobody can wait.

    Args:
        erlangs: load, from 0.
        agents: whole number, from 0.

    Returns:
        Poisson probability of `agents` ÷ that of at most `agents`, at mean `erlangs` (A. K. Erlang, 1917).

    Raises:
        ValueError: a number is out of range.
    """
    load = numbers("erlangs", erlangs, 0, MOST_ERLANGS)
    number = numbers("agents", agents, 0, MOST_AGENTS, is_whole=True)
    return poisson_hazard(number, load)[()]


def erlang_c(erlangs: Any, agents: Any) -> Floats:
    """Return the share of contacts that wait where everybody waits for an answer.

    Args:
        erlangs: load, from 0.
        agents: whole number, from 0.

    Returns:
        n B ÷ (n - A (1 - B)), with B of `erlang_b` (A. K. Erlang, 1917); 1 where n <= A, 0 where nothing comes.

    Raises:
        ValueError: a number is out of range.
    """
    load = numbers("erlangs", erlangs, 0, MOST_ERLANGS)
    number = numbers("agents", agents, 0, MOST_AGENTS, is_whole=True)
    return wait_probability_c(load, number)[()]


def wait_probability_c(load: Floats, number: Floats) -> Floats:
    """Erlang C without checks of its arguments."""
    blocked = poisson_hazard(number, load)
    with np.errstate(divide="ignore", invalid="ignore"):
        waits = number * blocked / (number - load + load * blocked)
    waits = np.where(number <= load, 1.0, waits)
    waits = np.where(load == 0, 0.0, waits)
    return np.where(np.isnan(load) | np.isnan(number), np.nan, waits)


def performance_c(load: Floats, aht: Floats, target: Floats, number: Floats) -> LivePerformance:
    """Erlang C for loads in erlangs, without checks; the arrays must have one shape."""
    waits = wait_probability_c(load, number)
    has_room = (number > load) | (load == 0)
    comes = load > 0
    with np.errstate(divide="ignore", invalid="ignore", under="ignore"):
        late = waits * np.exp(-np.maximum(number - load, 0.0) * target / aht)
        wait = waits * aht / (number - load)
        busy = load / number
    # unknown inputs fail `has_room` and `comes`: they get NaN back at the end
    unknown = np.where(np.isnan(load + number), np.nan, 0.0)
    return LivePerformance(
        wait_probability=waits,
        service_level=np.where(has_room, np.where(comes, 1 - late, 1.0), 0.0) + unknown,
        average_wait_seconds=np.where(has_room, np.where(comes, wait, 0.0), np.inf) + unknown,
        abandonment=np.zeros_like(waits) + unknown,
        occupancy=np.where(number > 0, np.minimum(np.where(comes, busy, 0.0), 1.0), 0.0) + unknown,
    )


def performance_a(
    load: Floats, aht: Floats, target: Floats, number: Floats, patience: Floats
) -> LivePerformance:
    """Erlang A for loads in erlangs, without checks; the arrays must have one shape.

    C. Palm's model, as in A. Mandelbaum and S. Zeltyn, "The Palm/Erlang-A queue" (2004): with x = arrivals and
    y = services of all agents, both per mean patience, what happens to those who wait follows from incomplete gamma
    functions of y at x. The virtual wait has density proportional to exp(x (1 - s)) s^y, s = exp(-time / patience).
    """
    comes = load > 0
    is_staffed = number > 0
    # harmless stand-ins where nobody comes or works; the answer for them is set below
    load_there, aht_there = np.where(comes, load, 1.0), np.where(comes, aht, 1.0)
    agents_there = np.where(is_staffed, number, 1.0)
    per_patience = load_there * patience / aht_there
    served_per_patience = agents_there * patience / aht_there
    hazard = lower_gamma_hazard(served_per_patience, per_patience)
    blocked = poisson_hazard(agents_there, load_there)
    waits = blocked / (hazard + (1 - hazard) * blocked)
    served_of_waiting = np.clip((1 - hazard) * agents_there / load_there, 0.0, 1.0)
    log_fraction = -target / patience
    late_of_waiting = tail_ratio(served_per_patience, per_patience, np.exp(log_fraction), log_fraction)
    in_time = np.clip(served_of_waiting - late_of_waiting, 0.0, 1.0)
    abandons = np.where(is_staffed, waits * (1 - served_of_waiting), 1.0)
    unknown = np.where(np.isnan(load + number + patience), np.nan, 0.0)

    def where_it_comes(value: Floats) -> Floats:
        return np.where(comes, value, 0.0) + unknown

    return LivePerformance(
        wait_probability=where_it_comes(np.where(is_staffed, waits, 1.0)),
        service_level=1 - where_it_comes(np.where(is_staffed, waits * (1 - in_time), 1.0)),
        # those who wait leave at the rate 1 / patience, so that the wait of all is as long as they are many
        average_wait_seconds=where_it_comes(abandons * patience),
        abandonment=where_it_comes(abandons),
        occupancy=where_it_comes(
            np.where(is_staffed, np.minimum(load_there * (1 - abandons) / agents_there, 1.0), 0.0)
        ),
    )

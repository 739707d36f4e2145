"""How many agents live contacts (phone, chat) need: the fewest that meet the service level and every cap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cs_productivity.given_numbers import Floats, numbers
from cs_productivity.staffing.checks import MOST_SECONDS, flags
from cs_productivity.staffing.erlang import LivePerformance, erlangs_of, performance_a, performance_c
from cs_productivity.staffing.search import smallest_enough

REASONS = {
    "ok": "The fewest agents that meet every target.",
    "no_arrivals": "Nothing arrives, so nobody is needed.",
    "closed": "The channel is closed: what arrives now must be counted where it can be answered.",
    "unknown": "Volume, handling time or another input is not known, so neither is the number of agents.",
    "infeasible": (
        "No number of agents reaches a service level of 1, or a share of 0 that waits or gives up: "
        "set a target that leaves a chance."
    ),
}


@dataclass(frozen=True)
class LiveRequirement:
    """Required agents, arrays of one shape.

    `agents` is whole, 0 where nothing arrives or the channel is closed, and NaN where `status` is `unknown` or
    `infeasible`. `performance` is what these agents reach. `status` is a key of REASONS, `status_reason` its sentence.
    """

    agents: Floats
    performance: LivePerformance
    status: NDArray[np.str_]
    status_reason: NDArray[np.str_]


def required_erlang_c(
    arrivals: Any,
    interval_seconds: Any,
    aht_seconds: Any,
    *,
    target_service_level: Any,
    target_seconds: Any,
    occupancy_cap: Any = 1.0,
    max_wait_probability: Any = 1.0,
    is_open: Any = True,
) -> LiveRequirement:
    """Return the smallest n > A that meets the service level, the occupancy cap and the cap on waiting (Erlang C).

    Args:
        arrivals: contacts that come in the interval, any shape; all arguments broadcast.
        interval_seconds: length of the interval.
        aht_seconds: handling time per contact.
        target_service_level: share to be answered within `target_seconds`, 0 to 1; 1 cannot be reached.
        target_seconds: from 0.
        occupancy_cap: largest share of their time that agents may be busy, above 0, at most 1.
        max_wait_probability: largest share of contacts that may wait at all.
        is_open: whether the channel is open in the interval.

    Raises:
        ValueError: a number is out of range.
    """
    given = _checked(arrivals, interval_seconds, aht_seconds, target_seconds, is_open)
    caps = _caps(target_service_level, occupancy_cap, max_wait_probability, 1.0)
    shape, columns = _in_one_shape(*given, *caps)
    load, aht, target, _, volume, level, occupancy, waiting, _ = columns
    with np.errstate(invalid="ignore"):
        least = np.maximum(np.floor(load) + 1, np.ceil(load / occupancy - 1e-9))

    def measure(agents: Floats, rows: NDArray[np.intp]) -> LivePerformance:
        return performance_c(load[rows], aht[rows], target[rows], agents)

    def is_enough(agents: Floats, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
        reached = measure(agents, rows)
        return (reached.service_level >= level[rows]) & (reached.wait_probability <= waiting[rows])

    is_out_of_reach = (load > 0) & ((level == 1) | (waiting == 0))
    is_unknown = np.isnan(load + target + level + occupancy + waiting) & ~(volume == 0)
    return _requirement(shape, columns, least, least, is_enough, measure, is_out_of_reach, is_unknown)


def required_erlang_a(
    arrivals: Any,
    interval_seconds: Any,
    aht_seconds: Any,
    *,
    patience_seconds: Any,
    target_service_level: Any,
    target_seconds: Any,
    occupancy_cap: Any = 1.0,
    max_wait_probability: Any = 1.0,
    max_abandonment: Any = 1.0,
    is_open: Any = True,
) -> LiveRequirement:
    """Return the smallest n that meets the service level and every cap where patience runs out (Erlang A).

    At least one agent is asked for where anything arrives; fewer agents than erlangs are possible.

    Args:
        arrivals: contacts that come in the interval, any shape; all arguments broadcast.
        interval_seconds: length of the interval.
        aht_seconds: handling time per contact.
        patience_seconds: mean patience, above 0, as in `erlang_a_performance`.
        target_service_level: answered within `target_seconds` ÷ offered, 0 to 1; 1 cannot be reached.
        target_seconds: from 0.
        occupancy_cap: largest share of their time that agents may be busy, above 0, at most 1.
        max_wait_probability: largest share of contacts that may wait at all.
        max_abandonment: largest share of contacts that may give up.
        is_open: whether the channel is open in the interval.

    Raises:
        ValueError: a number is out of range.
    """
    given = _checked(arrivals, interval_seconds, aht_seconds, target_seconds, is_open)
    caps = _caps(target_service_level, occupancy_cap, max_wait_probability, max_abandonment)
    patience_given = numbers("patience_seconds", patience_seconds, 0, MOST_SECONDS, may_be_least=False)
    shape, columns = _in_one_shape(*given, *caps, patience_given)
    *columns, patience = columns
    load, aht, target, _, volume, level, occupancy, waiting, leaving = columns

    def measure(agents: Floats, rows: NDArray[np.intp]) -> LivePerformance:
        return performance_a(load[rows], aht[rows], target[rows], agents, patience[rows])

    def is_enough(agents: Floats, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
        reached = measure(agents, rows)
        return (
            (reached.service_level >= level[rows])
            & (reached.occupancy <= occupancy[rows] + 1e-12)
            & (reached.wait_probability <= waiting[rows])
            & (reached.abandonment <= leaving[rows])
        )

    is_out_of_reach = (load > 0) & ((level == 1) | (waiting == 0) | (leaving == 0))
    is_unknown = np.isnan(load + target + level + occupancy + waiting + leaving + patience) & ~(volume == 0)
    least = np.ones_like(load)
    guess = np.maximum(np.ceil(load), 1.0)
    return _requirement(shape, columns, least, guess, is_enough, measure, is_out_of_reach, is_unknown)


def _checked(arrivals: Any, interval: Any, aht: Any, target: Any, is_open: Any) -> tuple[np.ndarray, ...]:
    """Load, AHT, target time, whether open, and volume, each in the shape it came in."""
    return (
        np.asarray(erlangs_of(arrivals, interval, aht)),
        numbers("aht_seconds", aht, 0, MOST_SECONDS),
        numbers("target_seconds", target, 0, MOST_SECONDS),
        flags("is_open", is_open),
        numbers("arrivals", arrivals),
    )


def _caps(level: Any, occupancy: Any, waiting: Any, leaving: Any) -> tuple[Floats, ...]:
    return (
        numbers("target_service_level", level, 0, 1),
        numbers("occupancy_cap", occupancy, 0, 1, may_be_least=False),
        numbers("max_wait_probability", waiting, 0, 1),
        numbers("max_abandonment", leaving, 0, 1),
    )


def _in_one_shape(*values: np.ndarray) -> tuple[tuple[int, ...], list[np.ndarray]]:
    """The broadcast shape, and every value as one column of that many rows."""
    arrays = np.broadcast_arrays(*values)
    return arrays[0].shape, [array.ravel() for array in arrays]


def _requirement(
    shape: tuple[int, ...],
    columns: list[np.ndarray],
    least: Floats,
    guess: Floats,
    is_enough: Callable[[Floats, NDArray[np.intp]], NDArray[np.bool_]],
    measure: Callable[[Floats, NDArray[np.intp]], LivePerformance],
    is_out_of_reach: NDArray[np.bool_],
    is_unknown: NDArray[np.bool_],
) -> LiveRequirement:
    """Search where there is something to search for, and say for every row what is with it."""
    is_open, volume = columns[3], columns[4]
    cases = [~is_open, volume == 0, is_unknown, is_out_of_reach]
    status = np.select(cases, ["closed", "no_arrivals", "unknown", "infeasible"], "ok")
    reason = np.select([status == key for key in REASONS], list(REASONS.values()), "")
    agents = np.where(np.isin(status, ("closed", "no_arrivals")), 0.0, np.nan)
    searched = np.flatnonzero(status == "ok")
    agents[searched] = smallest_enough(
        lambda number, rows: is_enough(number, searched[rows]), least[searched], guess[searched]
    )
    reached = measure(agents, np.arange(agents.size))
    columns_reached = {field.name: getattr(reached, field.name).reshape(shape) for field in fields(reached)}
    return LiveRequirement(
        agents.reshape(shape),
        LivePerformance(**columns_reached),
        status.reshape(shape),
        reason.reshape(shape),
    )

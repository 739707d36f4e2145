"""Few agents: how often would chance alone, dealing the dates of adoption to agents, give as large an effect?

R. Fisher's randomisation test. It needs no large numbers, only that without an effect any agent could have had any of
the dates. The interval holds the effects that the test does not reject (P. Rosenbaum 2002, "Observational Studies").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import combinations
from math import factorial, prod

import numpy as np
from numpy.typing import NDArray

from cs_productivity.effects.agent_changes import AgentChanges
from cs_productivity.effects.estimates import ALPHA, NOT_ESTIMABLE, Estimate, Floats
from cs_productivity.effects.group_time import Cells, effects_of

Indexes = NDArray[np.intp]

# all assignments up to here, as many random ones beyond
MOST_ASSIGNMENTS = 4_000
_SEED = 20_260_101


def smallest_p_value(counts: tuple[int, ...]) -> float:
    """Return the smallest two-sided p-value that a permutation of dates can have.

    Two groups of one size can be swapped whole, which turns the effect round and leaves it as large: 3 against 3 agents
    have 20 assignments, but no p-value below .1.

    Args:
        counts: agents per date of adoption, those without the release being one of them.
    """
    alike = 2 if len(counts) == 2 and counts[0] == counts[1] else 1
    return alike / _number_of_assignments(counts)


def permuted_difference(changes: AgentChanges, *, by_ticket: bool) -> Estimate:
    """Return the difference in differences with its permutation p-value and the interval by inverting the test.

    Args:
        changes: see `agent_changes`.
        by_ticket: whether agents count by their tickets, as in `difference_in_differences`.
    """
    weight = changes.after_weight if by_ticket else np.ones(changes.change.size)

    def statistics(labels: Indexes) -> tuple[Floats, Floats]:
        is_treated = labels == 1
        values = np.stack([weight, weight * changes.change, weight * changes.is_treated], axis=1)
        treated = is_treated @ values
        others = values.sum(axis=0) - treated
        found = treated[:, 1:] / treated[:, :1] - others[:, 1:] / others[:, :1]
        return found[:, 0], found[:, 1]

    return _tested(changes.is_treated.astype(np.intp), statistics)


def permuted_group_time(cells: Cells, adopted: Floats) -> Estimate:
    """Return the aggregated group-time effect with its permutation p-value and interval.

    Args:
        cells: of the agents that take part, see `cells_of`.
        adopted: first block with the release, infinity for never, shape (agents,).
    """
    dates, actual = np.unique(adopted, return_inverse=True)
    has_release = (cells.blocks >= adopted[:, None]).astype(np.float64)

    def statistics(labels: Indexes) -> tuple[Floats, Floats]:
        dealt = dates[labels]
        of_release = Cells(cells.blocks, cells.weight, has_release, cells.by_ticket)
        return effects_of(cells, dealt), effects_of(of_release, dealt)

    return _tested(actual.astype(np.intp), statistics)


def _tested(actual: Indexes, statistics: Callable[[Indexes], tuple[Floats, Floats]]) -> Estimate:
    """Hold the actual assignment against others.

    `statistics` gives per assignment u, the effect it seems to have, and s, the effect it would seem to have if the
    release added 1. An effect of b is not rejected by assignments with |u - b s| >= |effect - b|: those between two
    roots, so that the interval needs no search.
    """
    counts = tuple(np.bincount(actual).tolist())
    order = np.argsort(actual, kind="stable")
    labels = np.empty((len(_assignments(counts)), actual.size), dtype=np.intp)
    # the stored assignments are of agents in the order of their actual dates; the first is the actual one
    labels[:, order] = _assignments(counts)
    seeming, share = statistics(labels)
    is_known = np.isfinite(seeming) & np.isfinite(share)
    effect = float(seeming[0])
    if not is_known[0]:
        return NOT_ESTIMABLE
    seeming, share = seeming[is_known], share[is_known]
    slack = 1e-9 * max(float(np.abs(seeming).max()), 1e-300)
    p_value = float(np.mean(np.abs(seeming) >= abs(effect) - slack))

    with np.errstate(divide="ignore", invalid="ignore"):
        roots = np.stack([(effect - seeming) / (1 - share), (effect + seeming) / (1 + share)])
    low, high = roots.min(axis=0), roots.max(axis=0)
    # where the assignment is the actual one, or its mirror image, it is as extreme for every effect
    is_alike = (np.abs(1 - np.abs(share)) < 1e-9) & (np.abs(seeming - share * effect) <= slack)
    low, high = np.where(is_alike, -np.inf, low), np.where(is_alike, np.inf, high)
    # effects that more than ALPHA of the assignments reach are in the interval
    place = int(np.floor(ALPHA * seeming.size + 1e-9))
    return Estimate(effect, float(np.sort(low)[place]), float(np.sort(high)[::-1][place]), p_value)


def _number_of_assignments(counts: tuple[int, ...]) -> int:
    return factorial(sum(counts)) // prod(factorial(count) for count in counts)


@lru_cache(maxsize=4)
def _assignments(counts: tuple[int, ...]) -> Indexes:
    """Labels, shape (assignments, agents): all if they are few, else seeded random ones; the first is in order."""
    in_order = np.repeat(np.arange(len(counts)), counts)
    if _number_of_assignments(counts) <= MOST_ASSIGNMENTS:
        return np.array(list(_all_labels(counts, tuple(range(in_order.size)))), dtype=np.intp)
    random = np.random.default_rng(_SEED)
    drawn = random.permuted(np.tile(in_order, (MOST_ASSIGNMENTS - 1, 1)), axis=1)
    return np.vstack([in_order, drawn]).astype(np.intp)


def _all_labels(counts: tuple[int, ...], places: tuple[int, ...], label: int = 0) -> Iterator[Indexes]:
    """Yield every way to give `counts[0]` of the places the label 0, `counts[1]` the label 1 and so on."""
    labels = np.full(max(places, default=-1) + 1, label)
    if len(counts) == 1:
        yield labels
        return
    for chosen in combinations(places, counts[0]):
        left = tuple(place for place in places if place not in chosen)
        for rest in _all_labels(counts[1:], left, label + 1):
            labels = np.full(max(places) + 1, label)
            labels[list(left)] = rest[list(left)]
            yield labels

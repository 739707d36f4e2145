"""Permutations against enumerating every assignment by hand, and an interval against trying effect after effect."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, permutations
from math import comb

import numpy as np
import pytest
from made_releases import NEVER, Floats, roll_out

from cs_productivity.effects import (
    AgentChanges,
    Estimate,
    cells_of,
    effects_of,
    permuted_difference,
    permuted_group_time,
    smallest_p_value,
)
from cs_productivity.effects.permutation import MOST_ASSIGNMENTS

BLOCKS = np.arange(-3.0, 4.0)


def _changes(seed: int, treated: int, others: int, effect: float = 0.0) -> AgentChanges:
    random = np.random.default_rng(seed)
    is_treated = random.permutation(np.arange(treated + others) < treated)
    change = random.normal(size=treated + others) + effect * is_treated
    return AgentChanges(change, random.uniform(1, 9, treated + others), is_treated, np.ones_like(is_treated))


def _difference(changes: AgentChanges, chosen: tuple[int, ...], weight: Floats, value: Floats) -> float:
    is_chosen = np.isin(np.arange(value.size), chosen)
    return float(
        np.average(value[is_chosen], weights=weight[is_chosen])
        - np.average(value[~is_chosen], weights=weight[~is_chosen])
    )


def _by_hand(changes: AgentChanges, weight: Floats, effect: float) -> float:
    """The p-value of an effect, by enumeration."""
    value = changes.change - effect * changes.is_treated
    actual = abs(_difference(changes, tuple(np.flatnonzero(changes.is_treated)), weight, value))
    every = combinations(range(value.size), int(changes.is_treated.sum()))
    return float(np.mean([abs(_difference(changes, one, weight, value)) >= actual - 1e-9 for one in every]))


def _is_the_set_not_rejected(found: Estimate, p_value: Callable[[float], float]) -> None:
    width = found.high - found.low
    for bound, outward in ((found.low, -1), (found.high, 1)):
        assert p_value(bound + outward * 1e-6 * width) <= 0.05
        assert p_value(bound - outward * 1e-6 * width) > 0.05


@pytest.mark.parametrize(("treated", "others"), [(2, 6), (4, 4), (4, 5), (1, 25), (6, 3)])
@pytest.mark.parametrize("by_ticket", [False, True])
def test_one_date_is_every_way_to_choose_the_treated(treated: int, others: int, by_ticket: bool) -> None:
    for seed in range(4):
        changes = _changes(seed, treated, others, effect=-2.0)
        weight = changes.after_weight if by_ticket else np.ones(treated + others)
        found = permuted_difference(changes, by_ticket=by_ticket)
        treated_rows = tuple(np.flatnonzero(changes.is_treated))
        assert found.effect == pytest.approx(_difference(changes, treated_rows, weight, changes.change))
        assert found.p_value == pytest.approx(_by_hand(changes, weight, 0.0), abs=1e-12)
        if np.isfinite(found.high - found.low):
            _is_the_set_not_rejected(found, lambda effect, c=changes, w=weight: _by_hand(c, w, effect))
        else:
            assert comb(treated + others, treated) < 40


def _panel(seed: int, adopted: Floats) -> tuple[Floats, Floats]:
    random = np.random.default_rng(seed)
    weight = random.poisson(9, (adopted.size, BLOCKS.size)) * (
        random.random((adopted.size, BLOCKS.size)) > 0.1
    )
    return weight.astype(float), random.normal(size=weight.shape)


@pytest.mark.parametrize("by_ticket", [False, True])
def test_two_dates_are_every_way_to_deal_them(by_ticket: bool) -> None:
    adopted = roll_out({0: 2, 2: 1, NEVER: 4})
    has_release = (adopted[:, None] <= BLOCKS).astype(float)
    deals = np.array(sorted(set(permutations(adopted))))
    assert len(deals) == 105
    for seed in range(4):
        weight, mean = _panel(seed, adopted)

        def p_value(effect: float, weight: Floats = weight, mean: Floats = mean) -> float:
            cells = cells_of(BLOCKS, weight, weight * (mean - effect * has_release), by_ticket=by_ticket)
            seeming = np.array([effects_of(cells, deal[None, :])[0] for deal in deals])
            actual = effects_of(cells, adopted[None, :])[0]
            return float(np.mean(np.abs(seeming) >= abs(actual) - 1e-9))

        found = permuted_group_time(cells_of(BLOCKS, weight, weight * mean, by_ticket=by_ticket), adopted)
        assert found.p_value == pytest.approx(p_value(0.0), abs=1e-12)
        _is_the_set_not_rejected(found, p_value)


def test_the_order_of_agents_does_not_matter() -> None:
    adopted = roll_out({0: 2, 2: 2, NEVER: 4})
    weight, mean = _panel(9, adopted)
    order = np.random.default_rng(1).permutation(adopted.size)
    one = permuted_group_time(cells_of(BLOCKS, weight, weight * mean, by_ticket=True), adopted)
    other = permuted_group_time(
        cells_of(BLOCKS, weight[order], (weight * mean)[order], by_ticket=True), adopted[order]
    )
    assert vars(other) == pytest.approx(vars(one))


def test_many_assignments_are_drawn_the_same_way_each_time_and_come_near_to_all() -> None:
    changes = _changes(3, 7, 9, effect=-1.0)
    assert comb(16, 7) > MOST_ASSIGNMENTS
    found = permuted_difference(changes, by_ticket=False)
    assert found == permuted_difference(changes, by_ticket=False)
    exact = _by_hand(changes, np.ones(16), 0.0)
    assert found.p_value == pytest.approx(exact, abs=4 * np.sqrt(exact / MOST_ASSIGNMENTS))


def test_random_assignments_never_give_a_p_value_of_zero() -> None:
    assert (
        permuted_difference(_changes(3, 9, 9, effect=-99.0), by_ticket=False).p_value >= 1 / MOST_ASSIGNMENTS
    )


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((4, 2), 1 / 15),
        ((3, 3), 2 / 20),
        ((4, 4), 2 / 70),
        ((3, 4), 1 / 35),
        ((19, 1), 1 / 20),
        ((4, 1, 1), 1 / 30),
    ],
)
def test_the_smallest_p_value_counts_assignments_and_their_mirror_images(
    counts: tuple[int, ...], expected: float
) -> None:
    assert smallest_p_value(counts) == pytest.approx(expected)
    if len(counts) == 2:
        # what no effect can beat
        assert permuted_difference(
            _changes(1, counts[1], counts[0], effect=1e6), by_ticket=False
        ).p_value == pytest.approx(expected)

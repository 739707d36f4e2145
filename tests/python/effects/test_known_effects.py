"""A thousand releases with a known effect: the interval holds it in 93 to 97 % of them, the mean is within 10 % of it.

Also where the effect grows, and where plain two-way fixed effects would be wrong.
"""

from __future__ import annotations

import numpy as np
import pytest
from made_releases import (
    NEVER,
    Floats,
    Found,
    at_one_date,
    made_releases,
    roll_out,
    staggered,
    thousand_releases,
    with_effect,
)

from cs_productivity.effects import agent_changes, cells_of, difference_in_differences, effects_of

BLOCKS = np.arange(-6.0, 6.0)
SCALES = pytest.mark.parametrize("on_log", [True, False], ids=["log", "mean"])


def jump(since: Floats) -> Floats:
    return np.full_like(since, -0.12)


def growth(since: Floats) -> Floats:
    return -0.04 * (since + 1)


def saturation(since: Floats) -> Floats:
    return -0.25 * (1 - np.exp(-(since + 1) / 2))


EFFECTS = pytest.mark.parametrize("effect", [jump, growth, saturation])


def _is_right(found: Found, truth: Floats) -> None:
    assert 0.93 <= found.covered(truth) <= 0.97
    assert abs(np.mean(found.effect - truth)) < 0.1 * abs(np.mean(truth))


@EFFECTS
@SCALES
def test_one_date(effect, on_log: bool) -> None:
    made = with_effect(thousand_releases(21, (0, 16), (NEVER, 20)), effect)
    _is_right(at_one_date(made, on_log=on_log), made.log_effect if on_log else made.effect)


@EFFECTS
@SCALES
def test_three_dates_and_agents_who_never_switch(effect, on_log: bool) -> None:
    made = with_effect(thousand_releases(22, (0, 6), (1, 6), (3, 6), (NEVER, 18)), effect)
    _is_right(staggered(made, on_log=on_log), made.log_effect if on_log else made.effect)


@SCALES
def test_four_dates_after_which_everybody_has_it(on_log: bool) -> None:
    made = with_effect(thousand_releases(23, (0, 7), (1, 7), (2, 7), (4, 9)), growth)
    _is_right(staggered(made, on_log=on_log), made.log_effect if on_log else made.effect)


@SCALES
def test_few_agents_by_permutation(on_log: bool) -> None:
    made = with_effect(thousand_releases(24, (0, 6), (NEVER, 7)), saturation)
    _is_right(at_one_date(made, on_log=on_log), made.log_effect if on_log else made.effect)


def test_few_agents_with_two_dates_by_permutation() -> None:
    made = with_effect(thousand_releases(25, (0, 2), (2, 2), (NEVER, 4)), jump)
    _is_right(staggered(made, on_log=True, is_permuted=True), made.log_effect)


def two_way_fixed_effects(blocks: Floats, adopted: Floats, mean: Floats) -> float:
    """The estimator that is not used: regression on agent, block, and having the release."""

    def without_means(values: Floats) -> Floats:
        return values - values.mean(axis=0) - values.mean(axis=1, keepdims=True) + values.mean()

    has_release = without_means((blocks >= adopted[:, None]).astype(np.float64))
    return float((has_release * without_means(mean)).sum() / (has_release**2).sum())


def test_two_way_fixed_effects_see_two_thirds_of_a_growing_effect_and_group_times_all_of_it() -> None:
    blocks, adopted = np.arange(-8.0, 8.0), roll_out({0: 10, 2: 10, 4: 10, NEVER: 10})
    since = blocks - adopted[:, None]
    mean = np.where(since >= 0, -0.0217 * (since + 1), 0.0) + np.sin(blocks)
    truth = float(np.mean(-0.0217 * (since[since >= 0] + 1)))
    assert truth == pytest.approx(-0.081, abs=5e-4)
    assert two_way_fixed_effects(blocks, adopted, mean) == pytest.approx(-0.056, abs=1e-3)
    cells = cells_of(blocks, np.ones_like(mean), mean, by_ticket=False)
    assert effects_of(cells, adopted[None, :])[0] == pytest.approx(truth, abs=1e-12)


def test_in_simulated_releases_two_way_fixed_effects_miss_and_group_times_do_not() -> None:
    adopted = roll_out({0: 8, 1: 8, 2: 8, 4: 12})
    made = with_effect(made_releases(26, 300, adopted, BLOCKS, absent=0.0), growth)
    mean = made.log_total / np.maximum(made.weight, 1.0)
    theirs = np.mean([two_way_fixed_effects(BLOCKS, adopted, run) for run in mean])
    truth = np.mean(made.log_effect)
    # they use blocks from 4 on too, in which effects are larger, and still find less
    assert theirs > 0.75 * truth
    assert np.mean(staggered(made, on_log=True).effect) == pytest.approx(truth, rel=0.1)


def test_effects_that_grow_do_not_widen_the_interval_of_their_mean() -> None:
    adopted = roll_out({0: 8, 1: 8, 3: 8, NEVER: 12})
    made = made_releases(27, 200, adopted, BLOCKS, tickets=60, walk=0.01, line=0.0)
    still, growing = (
        staggered(with_effect(made, effect), on_log=True)
        for effect in (jump, lambda since: -0.15 * (since + 1))
    )
    assert np.mean(growing.high - growing.low) < 1.05 * np.mean(still.high - still.low)


def test_agents_count_alike_on_the_log_scale_and_by_their_tickets_for_costs() -> None:
    weight = np.array([[10.0, 10.0], [90.0, 90.0], [10.0, 10.0], [10.0, 10.0]])
    mean = np.array([[5.0, 4.0], [5.0, 5.0], [5.0, 5.0], [5.0, 5.0]])
    treated = np.array([True, True, False, False])
    changes = agent_changes(weight, weight * mean, np.array([False, True]), treated)
    assert difference_in_differences(changes, by_ticket=False).effect == pytest.approx(-0.5)
    assert difference_in_differences(changes, by_ticket=True).effect == pytest.approx(-0.1)


def test_a_block_in_which_the_treated_switched_does_not_count_for_controls_either() -> None:
    weight = np.array([[10.0, 0.0, 10.0], [10.0, 0.0, 10.0], [10.0, 10.0, 10.0], [10.0, 10.0, 10.0]])
    mean = np.array([[5.0, 0.0, 4.0], [5.0, 0.0, 4.0], [5.0, 99.0, 5.0], [5.0, 99.0, 5.0]])
    treated = np.array([True, True, False, False])
    changes = agent_changes(weight, weight * mean, np.array([False, False, True]), treated)
    assert difference_in_differences(changes, by_ticket=False).effect == pytest.approx(-1)


def test_agents_without_work_on_one_side_do_not_count() -> None:
    weight = np.array([[10.0, 10.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]])
    treated = np.array([True, True, False, False])
    changes = agent_changes(weight, weight, np.array([False, True]), treated)
    assert changes.is_used.tolist() == [True, False, True, False]

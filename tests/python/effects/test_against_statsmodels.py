"""Where statsmodels has the same estimator, the same figures."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from made_releases import NEVER, Floats, made_releases, roll_out, with_effect
from scipy.optimize import brentq
from scipy.stats import t, ttest_ind
from statsmodels.stats.multitest import multipletests

from cs_productivity.effects import (
    Estimate,
    agent_changes,
    cells_of,
    difference_in_differences,
    effects_of,
    group_time_difference,
    holm,
)

BLOCKS = np.arange(-6.0, 6.0)
COMMON = with_effect(
    made_releases(41, 5, roll_out({0: 14, NEVER: 22}), BLOCKS), lambda since: np.full_like(since, -0.1)
)
STAGGERED = with_effect(
    made_releases(42, 5, roll_out({0: 9, 2: 9, 4: 9, NEVER: 15}), BLOCKS), lambda since: -0.03 * (since + 1)
)


def _standard_error(found: Estimate) -> float:
    """Solve interval and p-value, which have the same degrees of freedom, for the standard error."""
    half = (found.high - found.low) / 2

    def miss(log_degrees: float) -> float:
        degrees = np.exp(log_degrees)
        return float(2 * t.sf(abs(found.effect) / (half / t.ppf(0.975, degrees)), degrees) - found.p_value)

    return float(half / t.ppf(0.975, np.exp(brentq(miss, np.log(1.5), np.log(1e4)))))


@pytest.mark.parametrize("run", range(5))
def test_one_date_is_a_regression_of_changes_with_hc2_and_welch_s_test(run: int) -> None:
    changes = agent_changes(COMMON.weight[run], COMMON.log_total[run], COMMON.is_after, COMMON.is_treated)
    found = difference_in_differences(changes, by_ticket=False)
    design = sm.add_constant(changes.is_treated.astype(float))
    theirs = sm.OLS(changes.change, design).fit(cov_type="HC2")
    welch = ttest_ind(
        changes.change[changes.is_treated], changes.change[~changes.is_treated], equal_var=False
    )
    interval = welch.confidence_interval()
    assert found.effect == pytest.approx(theirs.params[1], rel=1e-10)
    assert found.effect / theirs.bse[1] == pytest.approx(welch.statistic, rel=1e-10)
    assert found.p_value == pytest.approx(welch.pvalue, rel=1e-9)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), rel=1e-9)


@pytest.mark.parametrize("run", range(5))
def test_by_ticket_it_is_the_weighted_regression_with_hc2(run: int) -> None:
    changes = agent_changes(COMMON.weight[run], COMMON.total[run], COMMON.is_after, COMMON.is_treated)
    found = difference_in_differences(changes, by_ticket=True)
    design = sm.add_constant(changes.is_treated.astype(float))
    theirs = sm.WLS(changes.change, design, weights=changes.after_weight).fit(cov_type="HC2")
    assert found.effect == pytest.approx(theirs.params[1], rel=1e-10)
    assert _standard_error(found) == pytest.approx(theirs.bse[1], rel=1e-6)


def _stack(weight: Floats, mean: Floats, adopted: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Every group and time as a regression of its own: changes from before g to t on having the release.

    Returns treated agents per cell, then per row the change, its cell, whether it is of a treated agent, and the agent.
    """
    counts, rows_of = [], []
    for date in np.unique(adopted[np.isfinite(adopted)]):
        before = date > BLOCKS
        base = (weight * mean)[:, before].sum(axis=1) / weight[:, before].sum(axis=1)
        for at in np.flatnonzero(~before):
            is_treated = adopted == date
            rows = np.flatnonzero((weight[:, at] > 0) & (is_treated | (adopted > BLOCKS[at])))
            change = mean[rows, at] - base[rows]
            rows_of.append(np.stack([change, np.full(rows.size, len(counts)), is_treated[rows], rows]))
            counts.append(is_treated[rows].sum())
    return np.array(counts, dtype=float), *np.hstack(rows_of)


@pytest.mark.parametrize("run", range(5))
def test_group_times_are_regressions_of_their_own_and_the_jackknife_a_stack_clustered_by_agent(
    run: int,
) -> None:
    # with as many tickets in every block, agents' blocks count alike, and the regressions need no weights
    even = np.where(STAGGERED.weight[run] > 0, 7.0, 0.0)
    mean = np.where(even > 0, STAGGERED.log_total[run] / np.maximum(STAGGERED.weight[run], 1), 0)
    cells = cells_of(BLOCKS, even, even * mean, by_ticket=False)
    counts, values, cell, treated, agents = _stack(even, mean, STAGGERED.adopted)
    is_cell = (cell[:, None] == np.arange(counts.size)).astype(float)
    design = np.hstack([is_cell, is_cell * treated[:, None]])
    theirs = sm.OLS(values, design).fit(cov_type="cluster", cov_kwds={"groups": agents})
    combination = np.concatenate([np.zeros(counts.size), counts / counts.sum()])
    test = theirs.t_test(combination)
    found = group_time_difference(cells, STAGGERED.adopted)
    assert found.effect == pytest.approx(float(np.squeeze(test.effect)), rel=1e-10)
    assert effects_of(cells, STAGGERED.adopted[None, :])[0] == pytest.approx(found.effect, rel=1e-10)
    assert _standard_error(found) == pytest.approx(float(np.squeeze(test.sd)), rel=0.1)


@pytest.mark.parametrize("run", range(5))
def test_with_one_date_and_no_gaps_group_times_are_the_difference_in_differences(run: int) -> None:
    even = np.full(COMMON.weight[run].shape, 7.0)
    mean = COMMON.log_total[run] / np.maximum(COMMON.weight[run], 1)
    changes = agent_changes(even, even * mean, COMMON.is_after, COMMON.is_treated)
    for by_ticket in (False, True):
        one = difference_in_differences(changes, by_ticket=by_ticket)
        other = group_time_difference(
            cells_of(BLOCKS, even, even * mean, by_ticket=by_ticket), COMMON.adopted
        )
        assert [other.effect, other.low, other.high, other.p_value] == pytest.approx(
            [one.effect, one.low, one.high, one.p_value], rel=1e-9
        )


def test_holm_is_that_of_statsmodels() -> None:
    random = np.random.default_rng(5)
    for size in (1, 2, 7, 40):
        for scale in (1, 10, 1000):
            p_values = np.round(random.random(size) / scale, 4)
            assert holm(p_values) == pytest.approx(multipletests(p_values, method="holm")[1], abs=1e-15)


def test_releases_that_are_not_tested_do_not_count_for_holm() -> None:
    assert holm(np.array([0.02, np.nan, 0.03])).tolist() == pytest.approx([0.04, np.nan, 0.04], nan_ok=True)
    assert holm(np.array([])).size == 0

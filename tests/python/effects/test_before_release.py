"""Trends before a release, and a release at a date at which there was none."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from made_releases import NEVER, Floats, found_in, made_releases, roll_out

from cs_productivity.effects import placebo, pretrend

BLOCKS = np.arange(-6.0, 0.0)


@pytest.mark.parametrize(
    ("agents", "slope"),
    [({0: 14, NEVER: 22}, -0.06), ({0: 6, NEVER: 7}, -0.12)],
    ids=["by t", "by permutation"],
)
def test_a_trend_of_treated_agents_is_seen(agents: dict[float, int], slope: float) -> None:
    made = made_releases(61, 200, roll_out(agents), BLOCKS, walk=0.01)
    trend = slope * BLOCKS * made.is_treated[:, None]

    def seen(weight: Floats, total: Floats):
        return pretrend(BLOCKS, weight, total + weight * trend, made.is_treated)

    found = found_in(made, seen, on_log=True)
    assert found.rejected > 0.8
    assert np.mean(found.effect) == pytest.approx(slope, abs=0.01)


def test_a_change_in_the_middle_of_the_time_before_is_seen_as_a_placebo_effect() -> None:
    made = made_releases(62, 200, roll_out({0: 14, NEVER: 22}), BLOCKS, walk=0.01)
    moved = np.where(BLOCKS >= -3, -0.2, 0.0) * made.is_treated[:, None]

    def seen(weight: Floats, total: Floats):
        return placebo(BLOCKS, weight, total + weight * moved, made.is_treated, by_ticket=False)

    found = found_in(made, seen, on_log=True)
    assert found.rejected > 0.8
    assert np.mean(found.effect) == pytest.approx(-0.2, abs=0.02)


def test_slopes_are_those_of_weighted_regressions_and_compared_by_hc2() -> None:
    made = made_releases(63, 1, roll_out({0: 10, NEVER: 12}), BLOCKS, absent=0.2)
    weight, total = made.weight[0], made.log_total[0]
    slopes, reach = [], []
    for agent in range(22):
        works = weight[agent] > 0
        mean, time = total[agent, works] / weight[agent, works], BLOCKS[works]
        slopes.append(sm.WLS(mean, sm.add_constant(time), weights=weight[agent, works]).fit().params[1])
        reach.append(np.sum((time - time.mean()) ** 2))
    design = sm.add_constant(made.is_treated.astype(float))
    theirs = sm.WLS(np.array(slopes), design, weights=np.array(reach)).fit()
    assert pretrend(BLOCKS, weight, total, made.is_treated).effect == pytest.approx(
        theirs.params[1], rel=1e-9
    )


def test_without_two_blocks_there_is_neither_trend_nor_placebo() -> None:
    weight, treated = np.full((22, 1), 5.0), np.arange(22) < 10
    assert np.isnan(pretrend(BLOCKS[:1], weight, weight, treated).p_value)
    assert np.isnan(placebo(BLOCKS[:1], weight, weight, treated, by_ticket=True).p_value)
    # an agent with one block has no slope, and a group of such agents none either
    two = np.hstack([weight, np.where(treated[:, None], 0.0, 5.0)])
    assert np.isnan(pretrend(BLOCKS[:2], two, two, treated).p_value)

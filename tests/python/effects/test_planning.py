"""Power at the smallest effect by simulation, and variances found again in panels that have them."""

from __future__ import annotations

import numpy as np
import pytest
from made_frames import panel_of
from made_releases import NEVER, at_one_date, made_releases, roll_out
from scipy.stats import ttest_ind
from statsmodels.stats.power import TTestIndPower

from cs_productivity.effects import Variances, smallest_effect, variance_of, variances_of

RUNS = 8000
TEAM = Variances(within=1.0, agent_week=0.004, walk=0.0009)


@pytest.mark.parametrize(
    ("treated", "controls", "tickets", "variances", "before", "after"),
    [
        (14, 22, 25, TEAM, 6, 4),
        (10, 10, 60, TEAM, 8, 8),
        (12, 40, 10, Variances(1.2, 0.0, 0.0), 4, 1),
        (20, 15, 200, Variances(0.8, 0.0, 0.004), 1, 8),
    ],
)
@pytest.mark.parametrize("power", [0.8, 0.5])
def test_the_power_at_the_smallest_effect_is_as_wished(
    treated: int, controls: int, tickets: int, variances: Variances, before: int, after: int, power: float
) -> None:
    found = smallest_effect(treated, controls, tickets, variances, before, after, power=power)
    random = np.random.default_rng(71)
    shape = (RUNS, treated + controls, before + after)
    mean = np.cumsum(random.normal(0, np.sqrt(variances.walk), shape), axis=2)
    mean += random.normal(0, np.sqrt(variances.agent_week + variances.within / tickets), shape)
    change = mean[:, :, before:].mean(axis=2) - mean[:, :, :before].mean(axis=2)
    change[:, :treated] += found.log
    tested = ttest_ind(change[:, :treated], change[:, treated:], axis=1, equal_var=False)
    assert np.mean(tested.pvalue < 0.05) == pytest.approx(power, abs=0.02)
    assert np.var(change[:, treated:]) == pytest.approx(float(found.change_variance), rel=0.02)


def test_with_heavy_tailed_tickets_and_drifting_agents_planned_from_their_own_past_the_power_holds() -> None:
    blocks, adopted = np.arange(-6.0, 4.0), roll_out({0: 14, NEVER: 22})
    made = made_releases(72, 1500, adopted, blocks, tickets=25, line=0.0, absent=0.0, shock=0.06)
    before = blocks < 0
    pasts = [
        variances_of(weight[:, before], total[:, before], blocks[before], made.is_treated)
        for weight, total in zip(made.weight[:60], made.log_total[:60], strict=True)
    ]
    team = Variances(*np.mean([[one.within, one.agent_week, one.walk] for one in pasts], axis=0))
    # the noise of an agent's mean goes by the harmonic mean of its tickets
    tickets = 1 / np.mean(1 / np.maximum(made.weight, 1))
    found = smallest_effect(14, 22, tickets, team, 6, 4)
    moved = made.weight * np.where(blocks >= adopted[:, None], float(found.log), 0.0)
    shifted = type(made)(**{**vars(made), "log_total": made.log_total + moved})
    assert at_one_date(shifted, on_log=True).rejected == pytest.approx(0.8, abs=0.035)


def test_variances_are_found_again() -> None:
    random = np.random.default_rng(73)
    agents, blocks = 2400, np.arange(-8.0, 0.0)
    weight = random.integers(4, 80, (agents, 8)).astype(float)
    mean = random.normal(0, 0.3, (agents, 1)) + np.cumsum(random.normal(0, 0.05, weight.shape), axis=1)
    mean += random.normal(0, 0.1, weight.shape) + random.normal(0, 1, weight.shape) / np.sqrt(weight)
    group = np.arange(agents) % 2
    mean += np.sin(blocks) * np.where(group, 0.5, -0.5)[:, None]
    found = variances_of(weight, weight * mean, blocks, group)
    assert found.within == pytest.approx(1.0, rel=0.1)
    assert found.agent_week == pytest.approx(0.01, rel=0.25)
    assert found.walk == pytest.approx(0.0025, rel=0.25)


def test_more_weeks_help_until_agents_drift_away() -> None:
    weeks = np.arange(1, 40)
    still = smallest_effect(14, 22, 25, Variances(1.0, 0.004, 0.0), weeks, weeks)
    assert np.all(np.diff(still.log) > 0) and np.all(still.log < 0)
    assert still.share == pytest.approx(np.expm1(still.log))
    drifting = smallest_effect(14, 22, 25, TEAM, weeks, weeks)
    best = int(np.argmax(drifting.log))
    assert 2 < best < 20
    assert np.all(np.diff(drifting.log[best:]) < 0)
    assert smallest_effect(14, 22, 25, TEAM, weeks[:, None], weeks[:5]).log.shape == (39, 5)


def test_without_a_walk_it_is_the_planning_of_statsmodels() -> None:
    found = smallest_effect(15, 15, 20, Variances(1.0, 0.01, 0.0), 4, 4)
    size = TTestIndPower().solve_power(nobs1=15, alpha=0.05, power=0.8)
    assert float(found.log) == pytest.approx(-size * np.sqrt((0.01 + 1 / 20) * (1 / 4 + 1 / 4)), rel=1e-6)


def test_a_panel_tells_what_plans_need_per_release() -> None:
    blocks = np.arange(-8.0, 4.0)
    panel = panel_of("spring", roll_out({0: 30, NEVER: 30}), blocks, {"effort_per_ticket": -0.5}, noise=0.1)
    found = variance_of(panel).iloc[0]
    assert found["release_id"] == "spring"
    assert (found["n_agents"], found["n_blocks"]) == (60, 8)
    assert found["tickets_per_week"] == pytest.approx(41, abs=1)
    # tickets hardly differ from week to week: what is of tickets and what is of weeks is known together alone
    assert found["agent_week"] + found["within"] / 41 == pytest.approx(0.01, rel=0.15)
    assert found["walk"] < 0.0005


def test_too_few_agents_have_no_variances() -> None:
    found = variances_of(np.ones((4, 3)), np.ones((4, 3)), np.arange(3.0), np.array([0, 0, 1, 1]))
    assert np.isnan([found.within, found.agent_week, found.walk]).all()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"treated_agents": 1}, "treated_agents is 1: it must be a whole number from 2"),
        ({"tickets_per_week": 0}, "tickets_per_week is 0: it must be a number above 0"),
        ({"weeks_after": [1, 0.5]}, "weeks_after is 0.5: it must be a whole number from 1"),
        ({"power": 1.0}, "power is 1: it must be a number above 0.05"),
        (
            {"variances": Variances(1.0, -0.1, 0.0)},
            r"variances.agent_week is -0.1: it must be a number from 0",
        ),
        ({"variances": Variances(1.0, np.nan, 0.0)}, r"variances.agent_week is nan"),
        ({"weeks_before": "four"}, "weeks_before is 'four': give a number"),
        ({"control_agents": [3, 4]}, r"control_agents is \[3, 4\]: give one number"),
    ],
)
def test_an_absurd_plan_is_refused_by_name(changed: dict[str, object], message: str) -> None:
    plan = {
        "treated_agents": 10,
        "control_agents": 10,
        "tickets_per_week": 20,
        "variances": TEAM,
        "weeks_before": 4,
        "weeks_after": 4,
    }
    with pytest.raises(ValueError, match=message):
        smallest_effect(**{**plan, **changed})


def test_variances_of_a_rate_are_refused() -> None:
    panel = panel_of("spring", roll_out({0: 3, NEVER: 3}), np.arange(-3.0, 1.0))
    with pytest.raises(ValueError, match="metric is 'reopen_rate': it must be one of effort_per_ticket"):
        variance_of(panel, "reopen_rate")

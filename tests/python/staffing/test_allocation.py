"""The best service level of a day for a given number of agents is the one that trying everything finds."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from cs_productivity.staffing import best_allocation, erlang_a_performance, erlang_c_performance


@pytest.mark.parametrize("patience", [None, 90])
def test_small_days_are_allocated_as_trying_everything_says(patience: float | None) -> None:
    random = np.random.default_rng(6)
    for _ in range(60):
        intervals, budget = int(random.integers(1, 5)), int(random.integers(0, 13))
        volume, aht = random.integers(0, 40, intervals), random.uniform(60, 400, intervals)
        agents = np.array(
            [plan for plan in product(range(budget + 1), repeat=intervals) if sum(plan) <= budget]
        )
        if patience is None:
            levels = erlang_c_performance(volume, 1800, aht, agents, target_seconds=20).service_level
        else:
            levels = erlang_a_performance(
                volume, 1800, aht, agents, target_seconds=20, patience_seconds=patience
            ).service_level
        most = (volume * levels).sum(axis=1).max()
        got = best_allocation(volume, 1800, aht, budget, target_seconds=20, patience_seconds=patience)
        assert got.agents.sum() == got.spent_agent_intervals <= budget
        assert (volume * got.service_level).sum() == pytest.approx(most, abs=1e-7)
        if volume.sum() > 0:
            assert got.reached_service_level == pytest.approx(most / volume.sum(), abs=1e-7)
        else:
            assert np.isnan(got.reached_service_level)


def test_a_large_budget_is_not_spent_on_nothing() -> None:
    got = best_allocation([100, 0, 50], 1800, 180, 100_000, target_seconds=20)
    assert got.reached_service_level > 1 - 1e-8
    assert got.agents[1] == 0
    assert got.spent_agent_intervals < 100


def test_too_few_agents_for_all_intervals_serve_some_of_them() -> None:
    # 10 erlangs each: 12 agents spread over both are below the load of both
    got = best_allocation([100, 100], 1800, 180, 12, target_seconds=20)
    assert sorted(got.agents.tolist()) == [0, 12]


def test_no_interval_gets_fewer_agents_than_it_must_have() -> None:
    got = best_allocation([100, 100, 0], 1800, 180, 14, target_seconds=20, least_agents=[1, 1, 1])
    assert sorted(got.agents.tolist()) == [1, 1, 12]
    assert got.agents[2] == 1
    with pytest.raises(ValueError, match="least_agents add up to 6: agent_intervals is only 5"):
        best_allocation([100, 100, 0], 1800, 180, 5, target_seconds=20, least_agents=2)


def test_each_further_agent_never_lowers_the_service_level() -> None:
    volume = np.array([20, 80, 60, 10, 0, 35])
    reached = [
        best_allocation(
            volume, 1800, 240, budget, target_seconds=20, patience_seconds=120
        ).reached_service_level
        for budget in range(60)
    ]
    assert np.all(np.diff(reached) >= -1e-12)


def test_unknown_work_has_no_allocation() -> None:
    got = best_allocation([100, 50], 1800, [180, np.nan], 20, target_seconds=20)
    assert np.isnan(got.reached_service_level)
    assert np.isnan(got.agents).all()


def test_a_search_that_would_take_minutes_is_refused() -> None:
    with pytest.raises(ValueError, match="agent_intervals is 1000000 for 500 intervals"):
        best_allocation(np.full(500, 5000), 1800, 240, 1_000_000, target_seconds=20)

"""Erlang A: figures, a birth-death chain in equilibrium, simulated customers, and its limits."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from queue_oracles import birth_death, large_equilibrium, mean_and_error, simulate

from cs_productivity.staffing import erlang_a_performance, erlang_b, erlang_c_performance

HOUR = 3600


@pytest.fixture(autouse=True)
def _no_overflow_goes_unseen():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def test_50_agents_with_48_calls_a_minute() -> None:
    got = erlang_a_performance(48, 60, 60, 50, target_seconds=20, patience_seconds=120)
    assert float(got.abandonment) == pytest.approx(0.030912, abs=5e-7)
    assert float(got.average_wait_seconds) == pytest.approx(3.709, abs=5e-4)
    assert float(got.wait_probability) == pytest.approx(0.467774, abs=5e-7)


def test_fewer_agents_than_erlangs() -> None:
    got = erlang_a_performance(10, 180, 180, 9, target_seconds=20, patience_seconds=120)
    assert float(got.abandonment) == pytest.approx(0.192156, abs=5e-7)
    assert float(got.wait_probability) == pytest.approx(0.613307, abs=5e-7)
    assert float(got.average_wait_seconds) == pytest.approx(23.0587, abs=5e-5)


def test_the_service_level_is_over_all_who_came_and_not_over_those_served() -> None:
    got = erlang_a_performance(10, 180, 180, [11, 12], target_seconds=20, patience_seconds=120)
    assert got.service_level[1] == pytest.approx(0.8256, abs=5e-5)
    assert (got.service_level / (1 - got.abandonment))[0] == pytest.approx(0.8194, abs=5e-5)


def _is_as_the_chain_says(
    oracle, load: float, aht: float, agents: int, patience: float, target: float
) -> None:
    chain = oracle(load / aht, aht, agents, patience, target)
    got = erlang_a_performance(
        load * HOUR / aht, HOUR, aht, agents, target_seconds=target, patience_seconds=patience
    )
    assert float(got.wait_probability) == pytest.approx(chain.wait_probability, abs=1e-9)
    assert float(got.service_level) == pytest.approx(chain.service_level, abs=1e-8)
    assert float(got.average_wait_seconds) == pytest.approx(chain.average_wait, rel=1e-7, abs=1e-8)
    assert float(got.abandonment) == pytest.approx(chain.abandonment, abs=1e-9)
    assert float(got.occupancy) == pytest.approx(chain.occupancy, abs=1e-9)


def test_400_random_queues_are_as_their_birth_death_chains_say() -> None:
    random = np.random.default_rng(20)
    for _ in range(400):
        load, aht = random.uniform(0.05, 40), random.uniform(20, 900)
        agents = int(random.uniform(1, 1.6 * load + 3))
        patience, target = aht * 10 ** random.uniform(-1.2, 1.0), random.choice([0, 10, 20, 120])
        _is_as_the_chain_says(birth_death, load, aht, agents, patience, target)


def test_60_random_queues_of_up_to_20000_erlangs_are_as_their_chains_say() -> None:
    random = np.random.default_rng(21)
    for _ in range(60):
        load, aht = 10 ** random.uniform(2, 4.3), random.uniform(20, 900)
        agents = int(load + random.uniform(-4, 4) * np.sqrt(load))
        patience, target = aht * 10 ** random.uniform(-1.2, 0.7), random.choice([0, 1, 20])
        _is_as_the_chain_says(large_equilibrium, load, aht, agents, patience, target)


@pytest.mark.parametrize(("agents", "seed"), [(9, 4), (12, 5)])
def test_simulated_customers_give_up_as_erlang_a_says(agents: int, seed: int) -> None:
    seen = simulate(rate=10 / 180, aht=180, agents=agents, customers=300_000, seed=seed, patience=120)
    got = erlang_a_performance(10, 180, 180, agents, target_seconds=20, patience_seconds=120)
    for measured, expected in (
        (~seen.was_answered, got.abandonment),
        (seen.was_answered & (seen.wait <= 20), got.service_level),
        (seen.wait, got.average_wait_seconds),
    ):
        mean, error = mean_and_error(measured.astype(float))
        assert abs(mean - expected) < 4 * error + 1e-4


def test_every_load_agents_and_patience_have_sane_figures_without_a_warning() -> None:
    load = np.concatenate([[0.0, 1e-300, 1e-30], np.geomspace(1e-6, 20_000, 50)])[:, None, None, None]
    agents = np.concatenate([np.arange(20), np.geomspace(20, 40_000, 60).round()])[:, None, None]
    patience = np.geomspace(1e-3, 1e6, 19)[:, None]
    got = erlang_a_performance(
        load * 20, HOUR, 180, agents, target_seconds=np.array([0, 1e-3, 20, 1e5]), patience_seconds=patience
    )
    for values in (got.wait_probability, got.service_level, got.abandonment, got.occupancy):
        assert np.all((values >= 0) & (values <= 1))
        assert values.shape == (53, 80, 19, 4)
    # never longer than the patience, and shorter with each agent
    assert np.all(got.average_wait_seconds <= patience * (1 + 1e-9))
    assert np.all(np.diff(got.abandonment, axis=1) <= 1e-12)
    assert np.all(np.diff(got.service_level, axis=1) >= -1e-9)
    assert np.all(np.diff(got.occupancy[:, 1:], axis=1) <= 1e-9)
    assert np.all(np.diff(got.service_level, axis=3) >= -1e-12)


def test_endless_patience_is_erlang_c_and_none_is_erlang_b() -> None:
    agents = np.array([101, 110, 130])
    patient = erlang_a_performance(2000, HOUR, 180, agents, target_seconds=20, patience_seconds=1e9)
    erlang_c = erlang_c_performance(2000, HOUR, 180, agents, target_seconds=20)
    for name in ("wait_probability", "service_level", "average_wait_seconds"):
        assert getattr(patient, name) == pytest.approx(getattr(erlang_c, name), rel=1e-3)
    hasty = erlang_a_performance(2000, HOUR, 180, agents, target_seconds=20, patience_seconds=1e-6)
    assert hasty.abandonment == pytest.approx(erlang_b(100, agents), rel=1e-6)


def test_without_agents_everybody_gives_up() -> None:
    got = erlang_a_performance(10, 180, 180, 0, target_seconds=20, patience_seconds=120)
    assert (got.abandonment, got.average_wait_seconds, got.service_level, got.occupancy) == (1, 120, 0, 0)


def test_where_nothing_comes_nobody_waits() -> None:
    got = erlang_a_performance(0, 180, [None, 180], [0, 5], target_seconds=20, patience_seconds=120)
    assert got.service_level.tolist() == [1, 1]
    assert got.average_wait_seconds.tolist() == [0, 0]


def test_what_is_not_known_stays_unknown() -> None:
    got = erlang_a_performance(10, 180, [None, 180], 9, target_seconds=20, patience_seconds=[120, None])
    for values in vars(got).values():
        assert np.all(np.isnan(values))


def test_no_patience_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="patience_seconds is 0: it must be a number above 0"):
        erlang_a_performance(10, 180, 180, 9, target_seconds=20, patience_seconds=0)

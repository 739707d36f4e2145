"""Erlang B and C: published figures, the recursion, simulated customers, and loads from nothing to 20,000 erlangs."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from queue_oracles import erlang_b_recursion, erlang_c_by_recursion, mean_and_error, simulate

from cs_productivity.staffing import erlang_b, erlang_c, erlang_c_performance, erlangs_of

HALF_HOUR = 1800


@pytest.fixture(autouse=True)
def _no_overflow_goes_unseen():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def test_the_figures_of_the_r_and_python_documentations_come_out() -> None:
    got = erlang_c_performance(100, HALF_HOUR, 180, [11, 13, 14], target_seconds=20)
    assert got.wait_probability[[0, 2]] == pytest.approx([0.6821182, 0.17413193], abs=5e-8)
    assert got.service_level == pytest.approx([0.3896138, 0.7955948, 0.88835002], abs=5e-8)
    assert got.average_wait_seconds[2] == pytest.approx(7.83593701, abs=5e-9)
    assert got.occupancy[2] == pytest.approx(0.7142857, abs=5e-8)
    assert erlang_c(123, 132) == pytest.approx(0.3211161793, abs=5e-11)


def test_the_figures_of_55_agents_come_out() -> None:
    got = erlang_c_performance(360, HALF_HOUR, 240, 55, target_seconds=15)
    assert float(got.wait_probability) == pytest.approx(0.238701, abs=5e-7)
    assert float(got.average_wait_seconds) == pytest.approx(8.184, abs=5e-4)
    assert float(got.service_level) == pytest.approx(0.845883, abs=5e-7)


def test_the_service_level_climbs_with_each_agent_as_computed_twice() -> None:
    got = erlang_c_performance(250, HALF_HOUR, 210, np.arange(30, 37), target_seconds=20)
    assert (100 * got.service_level).round(1).tolist() == [23.5, 45.2, 61.3, 73.0, 81.5, 87.5, 91.7]


def test_5000_erlangs_are_as_exact_as_60_digits() -> None:
    assert erlang_c(5000, 5100) == pytest.approx(0.10288141, abs=5e-9)
    mpmath = pytest.importorskip(
        "mpmath", reason="the 60-digit figure is recomputed where mpmath is installed"
    )
    with mpmath.workdps(60):
        blocked = mpmath.mpf(1)
        for number in range(1, 5101):
            blocked = 5000 * blocked / (number + 5000 * blocked)
        exact = 5100 * blocked / (5100 - 5000 * (1 - blocked))
        assert erlang_c(5000, 5100) == pytest.approx(float(exact), rel=1e-12)


def test_20_erlangs_need_24_agents_for_80_percent_in_30_seconds_and_not_23() -> None:
    got = erlang_c_performance(200, HALF_HOUR, 180, [23, 24], target_seconds=30)
    assert (100 * got.service_level).round(1).tolist() == [74.8, 84.7]


@given(erlangs=st.floats(1e-6, 3000), share=st.floats(0, 2))
def test_erlang_b_and_c_are_what_the_recursion_gives(erlangs: float, share: float) -> None:
    agents = int(erlangs * share)
    blocked = erlang_b_recursion(erlangs, agents)
    assert erlang_b(erlangs, agents) == pytest.approx(blocked, rel=1e-10, abs=1e-280)
    if agents > erlangs:
        expected = erlang_c_by_recursion(erlangs, agents)
        assert erlang_c(erlangs, agents) == pytest.approx(expected, rel=1e-9, abs=1e-280)


@pytest.mark.parametrize(("agents", "seed"), [(11, 1), (14, 2), (20, 3)])
def test_simulated_customers_wait_as_erlang_c_says(agents: int, seed: int) -> None:
    seen = simulate(rate=100 / 1800, aht=180, agents=agents, customers=300_000, seed=seed)
    got = erlang_c_performance(100, HALF_HOUR, 180, agents, target_seconds=20)
    for measured, expected in (
        (seen.wait > 0, got.wait_probability),
        (seen.wait <= 20, got.service_level),
        (seen.wait, got.average_wait_seconds),
    ):
        mean, error = mean_and_error(measured.astype(float))
        assert abs(mean - expected) < 4 * error + 1e-4


def test_every_load_up_to_20000_erlangs_has_sane_figures_without_a_warning() -> None:
    load = np.concatenate([[0.0, 1e-300, 1e-9], np.geomspace(1e-3, 20_000, 200)])[:, None, None]
    agents = np.concatenate([np.arange(50), np.geomspace(50, 40_000, 150).round()])[:, None]
    got = erlang_c_performance(load * 10, HALF_HOUR, 180, agents, target_seconds=np.array([0, 20, 1e6]))
    for values in (got.wait_probability, got.service_level, got.occupancy):
        assert np.all((values >= 0) & (values <= 1))
    assert np.all(got.average_wait_seconds >= 0)
    assert not np.any(np.isnan(got.average_wait_seconds))
    blocked = erlang_b(load, agents)
    assert np.all((blocked >= 0) & (blocked <= 1))
    # more agents, less waiting; more work, more waiting
    assert np.all(np.diff(got.wait_probability, axis=1) <= 1e-12)
    assert np.all(np.diff(got.service_level, axis=1) >= -1e-12)
    assert np.all(np.diff(got.wait_probability, axis=0) >= -1e-12)


def test_with_no_more_agents_than_erlangs_everybody_waits_without_end() -> None:
    got = erlang_c_performance(100, HALF_HOUR, 180, [0, 9, 10], target_seconds=20)
    assert got.wait_probability.tolist() == [1, 1, 1]
    assert got.service_level.tolist() == [0, 0, 0]
    assert got.average_wait_seconds.tolist() == [np.inf] * 3
    assert got.occupancy.tolist() == [0, 1, 1]


def test_where_nothing_comes_nobody_waits_and_aht_does_not_matter() -> None:
    got = erlang_c_performance(0, HALF_HOUR, [180, None, 0], [0, 0, 3], target_seconds=0)
    assert got.wait_probability.tolist() == [0, 0, 0]
    assert got.service_level.tolist() == [1, 1, 1]
    assert got.average_wait_seconds.tolist() == [0, 0, 0]


def test_a_target_of_no_seconds_counts_those_who_do_not_wait() -> None:
    got = erlang_c_performance(100, HALF_HOUR, 180, 14, target_seconds=0)
    assert got.service_level == pytest.approx(1 - got.wait_probability)


def test_what_is_not_known_stays_unknown() -> None:
    got = erlang_c_performance(
        [100, None, 100], HALF_HOUR, [None, 180, 180], [14, 14, None], target_seconds=20
    )
    for values in vars(got).values():
        assert np.all(np.isnan(values))


@pytest.mark.parametrize(
    ("arrivals", "interval", "aht", "message"),
    [
        (-1, 1800, 180, "arrivals is -1: it must be a number from 0"),
        (1, 0, 180, "interval_seconds is 0: it must be a number above 0"),
        (1, 1800, -180, "aht_seconds is -180: it must be a number from 0"),
        (1e9, 1800, 1e6, r"arrivals \* aht_seconds / interval_seconds is 5.55556e\+11: .* at most 1e\+06"),
        (1, 1800, np.inf, "aht_seconds is inf"),
        ("many", 1800, 180, "arrivals is 'many': give a number"),
    ],
)
def test_an_absurd_input_is_named_with_its_value(arrivals, interval, aht, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        erlangs_of(arrivals, interval, aht)


def test_half_an_agent_is_refused() -> None:
    with pytest.raises(ValueError, match=r"agents is 2.5: it must be a whole number from 0"):
        erlang_c(1, [2, 2.5])

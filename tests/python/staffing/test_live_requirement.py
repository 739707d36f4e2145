"""Required agents for live contacts: published cases, the smallest number that is enough, and what has no number."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from queue_oracles import required_by_counting

from cs_productivity.staffing import (
    erlang_a_performance,
    erlang_c_performance,
    paid_agents,
    required_erlang_a,
    required_erlang_c,
)

HALF_HOUR = 1800
GOAL = {"target_service_level": 0.8, "target_seconds": 20}


def test_the_documented_case_needs_14_agents_and_20_on_the_schedule() -> None:
    got = required_erlang_c(100, HALF_HOUR, 180, occupancy_cap=0.85, **GOAL)
    assert got.agents == 14
    assert paid_agents(got.agents, 0.3) == 20
    assert float(got.performance.wait_probability) == pytest.approx(0.17413193, abs=5e-9)
    assert float(got.performance.service_level) == pytest.approx(0.88835002, abs=5e-9)
    assert float(got.performance.occupancy) == pytest.approx(0.7142857, abs=5e-8)
    assert (got.status, got.status_reason) == ("ok", "The fewest agents that meet every target.")


def test_the_climb_from_30_to_36_agents_passes_80_percent_at_34() -> None:
    assert required_erlang_c(250, HALF_HOUR, 210, **GOAL).agents == 34


def test_20_erlangs_and_30_seconds_need_24_agents() -> None:
    assert required_erlang_c(200, HALF_HOUR, 180, target_service_level=0.8, target_seconds=30).agents == 24


def test_erlang_a_needs_12_agents_where_a_share_of_those_served_would_say_11() -> None:
    got = required_erlang_a(10, 180, 180, patience_seconds=120, **GOAL)
    assert got.agents == 12
    assert float(got.performance.service_level) == pytest.approx(0.8256, abs=5e-5)


def test_20000_random_intervals_need_what_counting_up_says() -> None:
    random = np.random.default_rng(3)
    size = 20_000
    aht, target = random.uniform(30, 900, size), random.choice([0.0, 10.0, 20.0, 60.0], size)
    load = np.where(random.random(size) < 0.5, random.uniform(0.01, 5, size), random.uniform(5, 60, size))
    level, occupancy = random.uniform(0, 0.99, size), random.uniform(0.5, 1, size)
    got = required_erlang_c(
        load * HALF_HOUR / aht,
        HALF_HOUR,
        aht,
        target_service_level=level,
        target_seconds=target,
        occupancy_cap=occupancy,
    )
    expected = [required_by_counting(*case) for case in zip(load, aht, level, target, occupancy, strict=True)]
    assert got.agents.tolist() == expected


@given(
    arrivals=st.floats(0.001, 5000),
    aht=st.floats(1, 3000),
    level=st.floats(0, 0.9999),
    target=st.floats(0, 600),
    occupancy=st.floats(0.3, 1),
    waiting=st.floats(0.01, 1),
)
def test_one_agent_fewer_misses_a_target_of_erlang_c(
    arrivals, aht, level, target, occupancy, waiting
) -> None:
    got = required_erlang_c(
        arrivals,
        HALF_HOUR,
        aht,
        target_service_level=level,
        target_seconds=target,
        occupancy_cap=occupancy,
        max_wait_probability=waiting,
    )

    def meets(agents: float) -> bool:
        reached = erlang_c_performance(arrivals, HALF_HOUR, aht, agents, target_seconds=target)
        return bool(
            agents > arrivals * aht / HALF_HOUR
            and reached.service_level >= level
            and reached.occupancy <= occupancy + 1e-9
            and reached.wait_probability <= waiting
        )

    assert meets(float(got.agents))
    assert not meets(float(got.agents) - 1)


@given(
    arrivals=st.floats(0.001, 3000),
    aht=st.floats(1, 3000),
    patience=st.floats(1, 3000),
    level=st.floats(0, 0.999),
    target=st.floats(0, 600),
    occupancy=st.floats(0.3, 1),
    leaving=st.floats(0.005, 1),
)
def test_one_agent_fewer_misses_a_target_of_erlang_a(
    arrivals, aht, patience, level, target, occupancy, leaving
) -> None:
    got = required_erlang_a(
        arrivals,
        HALF_HOUR,
        aht,
        patience_seconds=patience,
        target_service_level=level,
        target_seconds=target,
        occupancy_cap=occupancy,
        max_abandonment=leaving,
    )

    def meets(agents: float) -> bool:
        reached = erlang_a_performance(
            arrivals, HALF_HOUR, aht, agents, target_seconds=target, patience_seconds=patience
        )
        return bool(
            reached.service_level >= level
            and reached.occupancy <= occupancy + 1e-12
            and reached.abandonment <= leaving
        )

    agents = float(got.agents)
    assert meets(agents)
    assert agents == 1 or not meets(agents - 1)


def test_erlang_a_needs_fewer_agents_than_erlangs_where_many_may_give_up() -> None:
    got = required_erlang_a(
        1000, HALF_HOUR, 180, patience_seconds=60, target_service_level=0.5, target_seconds=20
    )
    assert got.agents < 100
    assert got.performance.occupancy < 1


def test_one_agent_is_the_least_that_erlang_a_asks_for() -> None:
    got = required_erlang_a(
        [900, 1], HALF_HOUR, 180, patience_seconds=60, target_service_level=0, target_seconds=0
    )
    assert got.agents.tolist() == [1, 1]


def test_a_whole_load_needs_one_agent_more_and_a_small_one_needs_one() -> None:
    got = required_erlang_c([100, 0.001, 10], HALF_HOUR, 180, target_service_level=0, target_seconds=0)
    assert got.agents.tolist() == [11, 1, 2]


def test_the_occupancy_cap_alone_rounds_up_once() -> None:
    assert 21 / 0.7 > 30
    got = required_erlang_c(210, HALF_HOUR, 180, target_service_level=0, target_seconds=0, occupancy_cap=0.7)
    assert got.agents == 30


def test_intervals_without_a_number_say_why() -> None:
    got = required_erlang_c(
        [0, 5, 5, None, 5, 0],
        HALF_HOUR,
        [180, 180, None, 180, 180, None],
        target_service_level=[0.8, 0.8, 0.8, 0.8, 1, 1],
        target_seconds=20,
        is_open=[True, False, True, True, True, True],
    )
    assert got.status.tolist() == ["no_arrivals", "closed", "unknown", "unknown", "infeasible", "no_arrivals"]
    assert got.agents.tolist()[:2] == [0, 0]
    assert np.isnan(got.agents[2:5]).all()
    assert got.agents[5] == 0
    assert all(reason.endswith(".") for reason in got.status_reason)
    assert got.performance.service_level[1] == 0


@pytest.mark.parametrize(
    "goal",
    [
        {"target_service_level": 1},
        {"target_service_level": 0.8, "max_wait_probability": 0},
        {"target_service_level": 0.8, "max_abandonment": 0},
    ],
)
def test_perfect_service_is_infeasible_and_does_not_run_for_ever(goal: dict[str, float]) -> None:
    got = required_erlang_a([100, 0], HALF_HOUR, 180, patience_seconds=60, target_seconds=20, **goal)
    assert got.status.tolist() == ["infeasible", "no_arrivals"]
    assert "set a target that leaves a chance" in got.status_reason[0]


def test_a_target_next_to_1_and_the_largest_load_have_an_answer() -> None:
    almost = np.nextafter(1.0, 0.0)
    got = required_erlang_c([0.1, 200_000], HALF_HOUR, 180, target_service_level=almost, target_seconds=0)
    assert got.status.tolist() == ["ok", "ok"]
    assert 20_000 < got.agents[1] < 22_000


def test_columns_of_data_frames_are_taken_with_what_they_do_not_know() -> None:
    volume = pd.Series([100, None], dtype="Int64")
    got = required_erlang_c(
        volume, HALF_HOUR, pd.Series([180.0, 180.0]), is_open=pd.Series([True, True]), **GOAL
    )
    assert got.agents[0] == 14
    assert got.status.tolist() == ["ok", "unknown"]


def test_arguments_broadcast_and_the_shape_is_kept() -> None:
    got = required_erlang_c(np.ones((3, 1)), HALF_HOUR, np.full(4, 180.0), **GOAL)
    assert got.agents.shape == got.status.shape == got.performance.occupancy.shape == (3, 4)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("target_service_level", 80),
        ("occupancy_cap", 0),
        ("occupancy_cap", 85),
        ("max_wait_probability", -0.1),
        ("target_seconds", -1),
        ("is_open", 2),
    ],
)
def test_an_absurd_target_is_named_with_its_value(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"{name} is {value:g}: it must be"):
        required_erlang_c(100, HALF_HOUR, 180, **{**GOAL, name: value})

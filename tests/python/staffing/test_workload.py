"""Throughput, chats, paid people, FTE and money: divided in one go and rounded once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_productivity.staffing import (
    agent_intervals_of,
    agents_for_money,
    chat_aht_seconds,
    fte,
    paid_agents,
    required_throughput,
    round_up,
    seat_hours,
)


def test_throughput_is_work_over_productive_time_rounded_up() -> None:
    got = required_throughput([0, 1, 1800, 1800.1, 18_000, None], 1800, occupancy_cap=[1, 1, 1, 1, 0.8, 1])
    assert got[:5].tolist() == [0, 1, 1, 2, 13]
    assert np.isnan(got[5])


def test_endless_work_is_refused() -> None:
    with pytest.raises(ValueError, match="workload_seconds is inf: it must be a number from 0"):
        required_throughput([1, np.inf], 1800)


def test_a_whole_number_that_floating_point_puts_above_stays_whole() -> None:
    assert 21 / (1 - 0.3) > 30
    assert paid_agents(21, 0.3) == 30
    assert required_throughput(1800 * 21 * 0.7, 1800, occupancy_cap=0.7) == 21


@given(heads=st.integers(0, 100_000), percent=st.integers(0, 90))
def test_paid_agents_are_the_fewest_of_whom_enough_are_at_work(heads: int, percent: int) -> None:
    # whole percents have an exact answer in whole numbers
    assert paid_agents(heads, percent / 100) == -(-100 * heads // (100 - percent))


def test_rounding_up_never_goes_below_nobody_and_keeps_the_unknown() -> None:
    got = round_up([0, 1e-12, 0.2, 3, np.nan])
    assert got[:4].tolist() == [0, 0, 1, 3]
    assert np.isnan(got[4])
    assert not np.signbit(got[1])


def test_a_chat_takes_its_focus_time_or_its_share_of_the_aht() -> None:
    assert chat_aht_seconds(focus_seconds=240) == 240
    assert chat_aht_seconds(aht_seconds=[600, None], concurrency=2.5).tolist()[0] == 240
    assert np.isnan(chat_aht_seconds(aht_seconds=[600, None], concurrency=2.5)[1])


@pytest.mark.parametrize(
    ("given_values", "message"),
    [
        ({"focus_seconds": 240, "aht_seconds": 600, "concurrency": 2}, "never both"),
        ({"focus_seconds": 240, "concurrency": 2}, "never both"),
        ({"aht_seconds": 600}, "concurrency None: give focus time, or AHT with concurrency"),
        ({"concurrency": 2}, "aht_seconds is None"),
        ({}, "give focus time, or AHT with concurrency"),
        ({"aht_seconds": 600, "concurrency": 0.5}, "concurrency is 0.5: it must be a number from 1"),
    ],
)
def test_a_chat_is_never_told_in_both_ways_nor_in_neither(given_values, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        chat_aht_seconds(**given_values)


def test_fte_are_seat_hours_over_what_a_person_works() -> None:
    hours = seat_hours([10, 12], 1800)
    assert hours.tolist() == [5, 6]
    # 1,120 hours on seats, of people who are paid 160 and work 112 of them
    assert fte(1120, 0.3, 160) == pytest.approx(10)
    assert round_up(fte(1120, 0.3, 160)) == 10


def test_money_and_paid_people_are_turned_into_people_at_work_rounded_down() -> None:
    # 300 pays 10 hours, 7 of them at work: 14 half hours
    assert agents_for_money(300, 30, 1800, shrinkage=0.3) == 14
    assert agents_for_money([299.99, 0], 30, 1800, shrinkage=0.3).tolist() == [13, 0]
    assert 45 * (1 - 0.3) * 2 < 63
    assert agents_for_money(45 * 30, 30, 1800, shrinkage=0.3) == 63
    # 10 people paid for 8 hours each give 56 hours on seats
    assert agent_intervals_of(10, 8, 1800, shrinkage=0.3) == 112


@pytest.mark.parametrize("shrinkage", [-0.1, 1, 30])
def test_an_absurd_shrinkage_is_named_with_its_value(shrinkage: float) -> None:
    with pytest.raises(ValueError, match=f"shrinkage is {shrinkage:g}: it must be a number from 0"):
        paid_agents(10, shrinkage)

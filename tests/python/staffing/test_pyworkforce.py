"""Agreement with the library pyworkforce where it is right, and the cases in which it is not.

It is wrong or silent where
- nothing comes (it raises), the target is 0 seconds (it raises), or the service level is 1 (it counts until rounding
  says 1, where no number reaches it);
- the fewest agents above the load are enough but the load has a fraction of .5 or more: it starts counting at
  round(load + 1), one above the smallest number;
- occupancy decides and load ÷ cap is a whole number that floating point puts a hair above: one agent too many.
"""

from __future__ import annotations

import numpy as np
import pytest

from cs_productivity.staffing import required_erlang_c

queuing = pytest.importorskip("pyworkforce.queuing", reason="pyworkforce is not among the locked packages")

CASES = 12_000


def test_random_intervals_need_as_many_agents_as_pyworkforce_says() -> None:
    random = np.random.default_rng(12)
    aht, target = random.uniform(30, 900, CASES), random.uniform(1, 120, CASES)
    arrivals = np.maximum(random.uniform(0.05, 30, CASES) * 1800 / aht, 1e-3)
    level, occupancy = random.uniform(0.5, 0.99, CASES), random.uniform(0.6, 1, CASES)
    theirs = []
    for volume, seconds, within, share, cap in zip(arrivals, aht, target, level, occupancy, strict=True):
        model = queuing.ErlangC(transactions=volume, aht=seconds, asa=within, interval=1800)
        theirs.append(model.required_positions(service_level=share, max_occupancy=cap)["raw_positions"])
    ours = required_erlang_c(
        arrivals, 1800, aht, target_service_level=level, target_seconds=target, occupancy_cap=occupancy
    ).agents
    differs = np.flatnonzero(ours != np.array(theirs))
    load = arrivals * aht / 1800
    # where it differs, it started above the smallest number
    started = np.round(load + 1)
    assert np.all(np.array(theirs)[differs] == started[differs])
    assert np.all(ours[differs] < started[differs])
    assert CASES - differs.size >= 10_000


def test_pyworkforce_starts_counting_too_high() -> None:
    model = queuing.ErlangC(transactions=10.6, aht=1, asa=10, interval=1)
    assert model.required_positions(service_level=0.8)["raw_positions"] == 12
    assert required_erlang_c(10.6, 1, 1, target_service_level=0.8, target_seconds=10).agents == 11


def test_pyworkforce_adds_an_agent_for_what_floating_point_adds() -> None:
    model = queuing.ErlangC(transactions=21, aht=1, asa=100, interval=1)
    assert model.required_positions(service_level=0.5, max_occupancy=0.7)["raw_positions"] == 31
    goal = {"target_service_level": 0.5, "target_seconds": 100, "occupancy_cap": 0.7}
    assert required_erlang_c(21, 1, 1, **goal).agents == 30


def test_pyworkforce_refuses_an_interval_without_contacts_and_a_target_of_no_seconds() -> None:
    with pytest.raises(ValueError, match="transactions can't be smaller"):
        queuing.ErlangC(transactions=0, aht=180, asa=20, interval=1800)
    with pytest.raises(ValueError, match="asa can't be smaller"):
        queuing.ErlangC(transactions=10, aht=180, asa=0, interval=1800)


def test_pyworkforce_reaches_a_service_level_of_1_by_rounding() -> None:
    model = queuing.ErlangC(transactions=10, aht=180, asa=20, interval=1800)
    assert model.required_positions(service_level=1)["raw_positions"] > 10
    got = required_erlang_c(10, 1800, 180, target_service_level=1, target_seconds=20)
    assert got.status == "infeasible"

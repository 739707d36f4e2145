"""What the staffing functions cost: CPU seconds of the largest tables that a build asks of them.

`python tests/bench/staffing.py` prints one line per case and ends with 1 if one of them costs more than it may.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np

from cs_productivity.staffing import (
    DeferredWork,
    best_allocation,
    deferred_outcome,
    required_deferred,
    required_erlang_a,
    required_erlang_c,
    shift_blocks,
)

INTERVALS = 100_000
HOURS = 365 * 24
GOAL = {"target_service_level": 0.8, "target_seconds": 20, "occupancy_cap": 0.9}


def cpu_seconds(run: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    start = time.process_time()
    run()
    return time.process_time() - start


def live_cases() -> dict[str, tuple[float, float]]:
    """CPU seconds of 100,000 live intervals, and what they may cost."""
    random = np.random.default_rng(1)
    aht = random.uniform(60, 600, INTERVALS)
    costs = {}
    for name, most in (
        ("up to 33 erlangs", 100),
        ("up to 700 erlangs", 2000),
        ("up to 20,000 erlangs", 60_000),
    ):
        volume = random.uniform(0, most, INTERVALS)
        costs[f"Erlang C, {INTERVALS:,} intervals, {name}"] = (
            cpu_seconds(lambda volume=volume: required_erlang_c(volume, 1800, aht, **GOAL)),
            1.0,
        )
    volume = random.uniform(0, 2000, INTERVALS)
    costs[f"Erlang A, {INTERVALS:,} intervals, up to 700 erlangs"] = (
        cpu_seconds(lambda: required_erlang_a(volume, 1800, aht, patience_seconds=120, **GOAL)),
        5.0,
    )
    day = random.uniform(0, 400, 48)
    costs["best service level of 48 half-hours for 2,000 agent-intervals"] = (
        cpu_seconds(lambda: best_allocation(day, 1800, 240, 2000, target_seconds=20)),
        1.0,
    )
    return costs


def a_year_of_mail(is_open: np.ndarray, team: int, deadline: int) -> DeferredWork:
    """Hourly work of a team, with weeks, seasons and bursts."""
    hour = np.arange(HOURS)
    shape = np.where((hour % 24 > 7) & (hour % 24 < 22), 1.5, 0.3) * np.where(hour // 24 % 7 < 5, 1.2, 0.5)
    work = shape * (1 + 0.5 * np.sin(hour / 480)) * np.random.default_rng(2).gamma(5, 1 / 5, HOURS)
    work *= team * 3600 * 0.85 * is_open.mean() / work.mean()
    return DeferredWork(work, is_open, 3600, 0.85, deadline_intervals=deadline)


def deferred_cases() -> dict[str, tuple[float, float]]:
    """CPU seconds of a year of hourly deferred work, planned per shift of 8 hours, and what they may cost."""
    hour, day = np.arange(HOURS) % 24, np.arange(HOURS) // 24
    weekdays = (hour >= 9) & (hour < 17) & (day % 7 < 5)
    saturdays = (hour >= 10) & (hour < 13) & (day % 7 == 5)
    costs = {}
    for name, is_open in (
        ("weekdays", weekdays),
        ("with Saturdays", weekdays | saturdays),
        ("day and night", np.ones(HOURS, dtype=bool)),
    ):
        for team in (5, 30, 300):
            for deadline in (8, 72):
                work = a_year_of_mail(is_open, team, deadline)
                plans = []
                cost = cpu_seconds(
                    lambda work=work, is_open=is_open, plans=plans: plans.append(
                        required_deferred(work, shift_blocks(is_open, 8))
                    )
                )
                label = f"a year of hourly mail, {name}, {team} agents, {deadline} h ({plans[0].status})"
                costs[label] = (cost, 2.0)
    costs["what agents make of a year of hourly mail"] = (
        cpu_seconds(lambda: deferred_outcome(work, plans[0].agents)),
        0.5,
    )
    return costs


def main() -> int:
    """Print what each case costs; returns 1 if one costs more than it may."""
    costs = live_cases() | deferred_cases()
    for name, (cost, most) in costs.items():
        print(f"{cost:6.2f} s of {most:.1f}  {name}")
    return int(any(cost > most for cost, most in costs.values()))


if __name__ == "__main__":
    sys.exit(main())

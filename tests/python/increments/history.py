"""What tells one made-up history of a landing zone from another: a seed and a few sizes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from hypothesis import strategies as st

# a week in which New York loses an hour, and one in which a month ends
FIRST_DAYS = (datetime(2026, 3, 6), datetime(2026, 2, 26))
TIME_ZONES = ("Asia/Tokyo", "America/New_York")
# what decides when a row lands: chance, its loaded_at, or its loaded_at the other way round
ORDERS = ("loaded", "random", "reversed")

# The smallest and the largest value of each size; the smallest is the simplest, which shrinking looks for.
SIZES: dict[str, tuple[int, int]] = {
    "batch_count": (2, 6),
    "action_count": (20, 150),
    "agent_count": (2, 4),
    "ticket_count": (2, 9),
    "day_count": (1, 6),
    "day_spacing": (1, 5),
    "optional_table_count": (0, 7),
    "copies_in_ten": (0, 4),
    "bad_rows_in_ten": (0, 2),
    "crash_count": (0, 2),
    "erasure_count": (0, 2),
    "refresh_at": (-12, 5),
    "order": (0, len(ORDERS) - 1),
    "time_zone": (0, len(TIME_ZONES) - 1),
    "first_day": (0, len(FIRST_DAYS) - 1),
    "as_of_day": (-12, 30),
}


@dataclass(frozen=True)
class History:
    """The seed of all that is drawn, and how much of it there is (see SIZES for the ranges).

    Attributes:
        seed: every table, and the way its rows land, is drawn from a stream of its own made from it.
        batch_count: how often files land; the first time is a first build, each further one an increment.
        action_count: rows of backend_action_logs, without retries, copies and bad rows; fewer are the first of more.
        agent_count: agents who work.
        ticket_count: tickets that they share.
        day_count: days that they work on.
        day_spacing: days from one of these days to the next.
        optional_table_count: how many of the seven optional tables have rows.
        copies_in_ten: rows in ten that are delivered again.
        bad_rows_in_ten: rows in ten of which a version that cannot be right is delivered too.
        crash_count: builds that are killed at one of their statements; at most every second one is.
        erasure_count: times that the rows of somebody, or rows that were taken back, go for good between two builds.
        refresh_at: the batch that is built with --full-refresh; below 1 there is none.
        order: place in ORDERS.
        time_zone: place in TIME_ZONES, the reporting time zone.
        first_day: place in FIRST_DAYS.
        as_of_day: day of the var as_of, counted from the first one; below 0 it is left null.
    """

    seed: int
    batch_count: int
    action_count: int
    agent_count: int
    ticket_count: int
    day_count: int
    day_spacing: int
    optional_table_count: int
    copies_in_ten: int
    bad_rows_in_ten: int
    crash_count: int
    erasure_count: int
    refresh_at: int
    order: int
    time_zone: int
    first_day: int
    as_of_day: int

    @classmethod
    def of(cls, seed: int) -> History:
        """Return the history of a seed, whose sizes are drawn from the seed too."""
        stream = np.random.default_rng([seed, len(SIZES)])
        sizes = {name: int(stream.integers(low, high + 1)) for name, (low, high) in SIZES.items()}
        return cls(seed=seed, **sizes)

    @property
    def starts_at(self) -> datetime:
        """The instant, UTC, from which on agents work."""
        return FIRST_DAYS[self.first_day]

    @property
    def ends_at(self) -> datetime:
        """The end of their last day, UTC."""
        return self.starts_at + timedelta(days=(self.day_count - 1) * self.day_spacing + 1)

    @property
    def variables(self) -> dict[str, Any]:
        """The dbt vars of every run of this history."""
        as_of = None
        if self.as_of_day >= 0:
            as_of = (self.starts_at + timedelta(days=self.as_of_day, hours=3)).isoformat()
        return {"reporting_timezone": TIME_ZONES[self.time_zone], "as_of": as_of}

    def stream(self, name: str) -> np.random.Generator:
        """Return the random numbers of one part of the history; parts do not move one another."""
        return np.random.default_rng([self.seed, *name.encode()])

    def __str__(self) -> str:
        return ", ".join(f"{field.name}={getattr(self, field.name)}" for field in fields(self))


def histories(**narrower: tuple[int, int]) -> st.SearchStrategy[History]:
    """Let hypothesis draw each size by itself, so that it can shrink a failure to few batches, agents and rows.

    Args:
        narrower: the smallest and the largest value of sizes that are not drawn from their whole range.
    """
    sizes = {name: st.integers(low, high) for name, (low, high) in (SIZES | narrower).items()}
    return st.builds(History, seed=st.integers(0, 2**32 - 1), **sizes)

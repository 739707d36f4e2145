"""Deferred work told another way: deadlines by walking the calendar, windows one by one, and a served fluid."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from cs_productivity.staffing import DeferredWork

# intervals last 100 s and agents are productive half of them, so that work of 50 s is what an agent does in one
INTERVAL, PRODUCTIVE, UNIT = 100, 0.5, 50


@dataclass
class Desk:
    """A small horizon: work in whole seconds, so that every sum is exact."""

    work: list[int]
    is_open: list[bool]
    block: list[int]
    deadline: int
    is_calendar: bool
    backlog: list[int] = field(default_factory=list)
    backlog_due: list[int] = field(default_factory=list)

    def as_work(self) -> DeferredWork:
        return DeferredWork(
            self.work,
            self.is_open,
            INTERVAL,
            PRODUCTIVE,
            deadline_intervals=None if self.is_calendar else self.deadline,
            deadline_seconds=self.deadline * INTERVAL if self.is_calendar else None,
            backlog_seconds=self.backlog,
            backlog_due_interval=self.backlog_due,
        )

    def last_interval_for(self, arrival: int) -> int | None:
        """Last interval in which work of an interval may be done; None beyond the horizon, -1 if there is none."""
        if self.is_calendar:
            last = arrival + self.deadline
            return last if last < len(self.work) else None
        # the deadline counts open time from the end of the interval; a closed one has no open time in it
        left, last = self.deadline, arrival if self.is_open[arrival] else -1
        if left == 0:
            return last
        for later in range(arrival + 1, len(self.work)):
            left -= self.is_open[later]
            if left == 0:
                return later
        return None


def random_desk(random: np.random.Generator) -> Desk:
    """A desk of few intervals with closed hours, now and then a backlog, both kinds of deadline."""
    size = int(random.integers(1, 13))
    is_open = (random.random(size) < random.choice([0.5, 0.8, 1.0])).tolist()
    cuts = np.cumsum(random.random(size) < 0.25)
    parts = int(random.choice([0, 0, 1, 3]))
    return Desk(
        work=(random.integers(0, 130, size) * (random.random(size) < 0.8)).tolist(),
        is_open=is_open,
        block=np.minimum(cuts, 3).tolist(),
        deadline=int(random.integers(0, 5)),
        is_calendar=bool(random.random() < 0.4),
        backlog=random.integers(0, 130, parts).tolist(),
        backlog_due=random.integers(0, size + 3, parts).tolist(),
    )


def serves_in_time(desk: Desk, agents: list[int]) -> bool:
    """Serve the earliest deadline first, interval by interval; false as soon as anything is late."""
    waiting: list[list[int]] = [
        [due, amount] for due, amount in zip(desk.backlog_due, desk.backlog, strict=True) if amount
    ]
    for interval, amount in enumerate(desk.work):
        last = desk.last_interval_for(interval)
        if amount:
            waiting.append([len(desk.work) if last is None else last, amount])
        capacity = agents[interval] * UNIT if desk.is_open[interval] else 0
        for part in sorted(waiting):
            served = min(capacity, part[1])
            capacity -= served
            part[1] -= served
        waiting = [part for part in waiting if part[1]]
        if any(due <= interval for due, _ in waiting):
            return False
    return True


def fits_every_window(desk: Desk, agents: list[int]) -> bool:
    """The definition as written: in each window what arrives and is due inside it fits what agents can do in it."""
    size = len(desk.work)
    due = [desk.last_interval_for(interval) for interval in range(size)]
    for start in range(size):
        for end in range(start, size):
            inside = [i for i in range(start, end + 1) if due[i] is not None and due[i] <= end]
            asked = sum(desk.work[i] for i in inside)
            if start == 0:
                asked += sum(a for a, d in zip(desk.backlog, desk.backlog_due, strict=True) if d <= end)
            room = sum(agents[i] * UNIT for i in range(start, end + 1) if desk.is_open[i])
            if asked > room:
                return False
    return True

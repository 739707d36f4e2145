"""Backend actions of a made-up history: agents who do everything that is hard to measure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np

from increments.history import History

Row = dict[str, Any]

# Pauses between two actions of one agent, in seconds: just below, at and above every cutoff of the models (proof gap
# 30, idle cutoff 600, possible gap 1,800, longest call 14,400, login 57,600), and longer than a night and a day.
EDGES = (30, 600, 1_800, 14_400, 57_600)
PAUSES = (0, 1, 12, 45, 120, 300, 900, 3_000, 40_000, 90_000)
MICROSECOND = 1e-6

# What agents do one after another on one ticket; None does something else in between.
SCRIPTS = (
    ("ticket_opened", "note_added", "ticket_resolved"),
    ("ticket_opened", "ticket_opened", "ticket_closed"),
    ("ticket_opened", "reply_sent", "customer_replied", "reply_sent", "ticket_resolved"),
    ("ticket_opened", "ticket_pending", "customer_replied", "ticket_opened", "ticket_closed"),
    ("ticket_resolved", "ticket_reopened", None, "reply_sent", "ticket_closed"),
    ("ticket_created", "ticket_assigned", "ticket_opened", "ticket_transferred"),
    ("ticket_opened", None, "ticket_updated", "ticket_merged"),
    ("login", None, None, None, "logout"),
    ("login", None, "logout", "ticket_opened"),
    ("search", "search", "ticket_opened"),
)
WORDS = (
    "ticket_opened",
    "ticket_opened",
    "reply_sent",
    "note_added",
    "customer_replied",
    "ticket_pending",
    "ticket_resolved",
    "ticket_closed",
    "ticket_reopened",
    "ticket_transferred",
    "ticket_merged",
    "search",
    "login",
    "logout",
    " Reply_Sent ",
    "macro_applied",
)
WITHOUT_TICKET = ("search", "login", "logout")

# How long after its time a row is loaded, in seconds; a server's clock may be an hour ahead of the loader's.
DELAYS = (60, 1_200, 1_200, 4_000, 4_000, 18_000, 110_000, 350_000, 6_000_000, -1_800, -3_600)

# Few actions happened months before all others, and before the tickets: no reply and no opening is among them.
LONG_AGO = timedelta(days=80)
LONG_AGO_SHARE = 0.01


def pick(stream: np.random.Generator, values: tuple[Any, ...] | list[Any]) -> Any:
    """Return one of the values."""
    return values[int(stream.integers(len(values)))]


def pause(stream: np.random.Generator) -> timedelta:
    """Return a pause; half of them lie at a cutoff or a microsecond beside it."""
    if stream.random() < 0.5:
        return timedelta(seconds=pick(stream, PAUSES))
    edge = EDGES[min(int(stream.geometric(0.45)) - 1, len(EDGES) - 1)]
    return timedelta(seconds=edge + pick(stream, (-1, 0, 1)) * MICROSECOND)


def moment(history: History, stream: np.random.Generator) -> datetime:
    """Return an instant in the days of the history, to the second."""
    day = int(stream.integers(history.day_count)) * history.day_spacing
    return history.starts_at + timedelta(days=day, seconds=int(stream.integers(86_400)))


def loaded_after(stream: np.random.Generator, time: datetime) -> datetime:
    """Return when a row of that time is loaded."""
    return time + timedelta(seconds=pick(stream, DELAYS))


class _Agent:
    """One agent's clock, the ticket in hand, and what comes next."""

    def __init__(self, history: History, stream: np.random.Generator, number: int) -> None:
        self.name = f"agent_{number}"
        self.history, self.stream = history, stream
        self.time = moment(history, stream)
        self.ticket = self._any_ticket()
        self.script: list[str | None] = []

    def next_action(self) -> Row:
        """Do one thing and move the clock."""
        stream = self.stream
        self.time += pause(stream)
        if self.time > self.history.ends_at:
            # another stretch of work, which may lie between two earlier ones
            self.time = moment(self.history, stream)
        if not self.script and stream.random() < 0.5:
            self.script = list(pick(stream, SCRIPTS))
            self.ticket = self._any_ticket()
        word, ticket = (self.script.pop(0) if self.script else None), self.ticket
        if word is None:
            word = pick(stream, WORDS)
            ticket = self._any_ticket() if stream.random() < 0.4 else ticket
        has_no_ticket = (word in WITHOUT_TICKET) != (stream.random() < 0.04)
        by_system = stream.random() < (0.9 if word == "customer_replied" else 0.04)
        if long_ago := stream.random() < LONG_AGO_SHARE:
            word = "note_added"
        return {
            "occurred_at": self.time - (LONG_AGO if long_ago else timedelta(0)),
            "agent_id": None if by_system else self.name,
            "ticket_id": None if has_no_ticket else ticket,
            "action": word,
            "status_code": pick(stream, (200, 200, 201, None)),
            "latency_ms": int(stream.integers(1_000)),
            "properties": pick(stream, (None, '{"a": 1}', "{oops")),
        }

    def _any_ticket(self) -> str:
        return f"ticket_{int(self.stream.integers(self.history.ticket_count))}"


def action_rows(history: History) -> list[Row]:
    """Return the rows of backend_action_logs: the actions in the order they were made up, and their retries."""
    stream = history.stream("actions")
    agents = [_Agent(history, stream, number) for number in range(history.agent_count)]
    rows: list[Row] = []
    for number in range(history.action_count):
        first = pick(stream, agents).next_action()
        attempts = [first]
        if stream.random() < 0.15:
            # a client that got no answer sends the same again, and the first attempt may have worked
            for _ in range(int(stream.integers(1, 3))):
                attempts.append(first | {"occurred_at": attempts[-1]["occurred_at"] + pause(stream)})
            for attempt in attempts:
                attempt["status_code"] = pick(stream, (200, 500, 500))
        elif stream.random() < 0.05:
            first["status_code"] = 404
        request = pick(stream, (None, f"request_{number}", f"request_{number // 7}"))
        for place, attempt in enumerate(attempts):
            log_id = f"log_{number}_{place}"
            loaded_at = loaded_after(stream, attempt["occurred_at"])
            request_id = f"request_{number}" if len(attempts) > 1 else request
            rows.append({"log_id": log_id, **attempt, "request_id": request_id, "loaded_at": loaded_at})
    return rows

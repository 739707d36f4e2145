"""Tickets, agents and shifts of a made-up history: versions that correct one another."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from increments.actions import Row, loaded_after, moment, pause, pick
from increments.history import History

CHANNELS = ("phone", "phone", "chat", "chat", "mail", "E-Mail ", "in_app", "fax")
STATUSES = ("new", "open", "pending", "resolved", "closed", "abandoned", "escalated")
ACTIVITIES = ("work", "work", "work", "break", "meeting", "leave")


def ticket_rows(history: History) -> list[Row]:
    """Return versions of most tickets; the next version of a ticket corrects some columns of the last one."""
    stream = history.stream("tickets")
    rows: list[Row] = []
    for number in range(history.ticket_count):
        if number and stream.random() < 0.15:
            continue
        row: Row = {"ticket_id": f"ticket_{number}"} | _ticket_fields(history, stream)
        updated_at = row["created_at"]
        for _ in range(int(stream.integers(1, 5))):
            changes = _ticket_fields(history, stream)
            # a correction of the very same time is possible: the pause may be none
            updated_at += pause(stream)
            row = row | {name: value for name, value in changes.items() if stream.random() < 0.3}
            rows.append(row | {"updated_at": updated_at, "loaded_at": loaded_after(stream, updated_at)})
    return rows


def _ticket_fields(history: History, stream: np.random.Generator) -> Row:
    other = f"ticket_{int(stream.integers(history.ticket_count))}"
    return {
        # nobody answers before there is a question: every ticket is older than the work of the agents
        "created_at": history.starts_at - timedelta(seconds=int(stream.integers(110_000))),
        "channel": pick(stream, CHANNELS),
        "contact_reason": pick(stream, ("payment", "login", "something new", None)),
        "customer_key": pick(stream, ("customer_1", "customer_2", None)),
        "priority": pick(stream, ("low", "high", None)),
        "status": pick(stream, STATUSES),
        "closed_at": pick(stream, (None, moment(history, stream))),
        "merged_into_ticket_id": other if stream.random() < 0.2 else None,
    }


def agent_rows(history: History) -> list[Row]:
    """Return versions of the agents but the last one, and of one who never works; an account may be a machine."""
    stream = history.stream("agents")
    rows: list[Row] = []
    for number in [*range(history.agent_count - 1), 99]:
        for _ in range(int(stream.integers(1, 4))):
            updated_at = moment(history, stream) - timedelta(days=pick(stream, (0, 0, 3, 400)))
            rows.append(
                {
                    "agent_id": f"agent_{number}",
                    "team": pick(stream, ("east", "west", None)),
                    "site": pick(stream, ("here", None)),
                    "employment_type": "employee",
                    "role": pick(stream, ("agent", "lead")),
                    "hired_on": date(2025, 1, int(stream.integers(1, 28))),
                    "is_system": pick(stream, (False, False, None, True)),
                    "updated_at": updated_at,
                    "loaded_at": loaded_after(stream, updated_at),
                }
            )
    return rows


def shift_rows(history: History) -> list[Row]:
    """Return shifts of every agent: with id and without, over midnight, overlapping, moved, cancelled, for nobody."""
    stream = history.stream("shifts")
    rows: list[Row] = []
    for number in range(history.agent_count * history.day_count):
        starts_at = moment(history, stream).replace(minute=0, second=0)
        row = {
            "agent_id": f"agent_{number % history.agent_count}",
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=pick(stream, (1, 4, 9, 24))),
            "activity": pick(stream, ACTIVITIES),
            "shift_id": pick(stream, (f"shift_{number}", None)),
            "channel": pick(stream, ("phone", None)),
            "updated_at": pick(stream, (starts_at - timedelta(days=7), None)),
            "is_cancelled": pick(stream, (False, None)),
        }
        for version in range(int(stream.integers(1, 4))):
            if version:
                moved = pick(stream, (timedelta(0), timedelta(hours=1), pause(stream)))
                row["starts_at"] += moved if row["shift_id"] else timedelta(0)
                row["ends_at"] += moved
                row["activity"] = pick(stream, (row["activity"], *ACTIVITIES))
                row["is_cancelled"] = stream.random() < 0.3
                row["updated_at"] = pick(stream, (row["updated_at"], moment(history, stream), None))
            loaded_at = loaded_after(stream, starts_at - timedelta(days=pick(stream, (0, 7))))
            rows.append(row | {"loaded_at": loaded_at})
    return rows

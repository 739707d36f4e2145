"""The raw tables of a made-up history: the smaller ones, and all of them by name."""

from __future__ import annotations

from collections.abc import Callable

from increments.actions import Row, action_rows, loaded_after, moment, pick
from increments.events import event_rows
from increments.history import History
from increments.versions import agent_rows, shift_rows, ticket_rows


def release_rows(history: History) -> list[Row]:
    """Return releases, and later words about them."""
    stream = history.stream("releases")
    rows: list[Row] = []
    for _ in range(6):
        released_at = moment(history, stream)
        row = {"release_id": pick(stream, ("release_1", "release_2")), "name": pick(stream, ("One", None))}
        row |= {"kind": pick(stream, ("tool", " Tool")), "hypothesis": pick(stream, (None, "Faster."))}
        rows.append(row | {"released_at": released_at, "loaded_at": loaded_after(stream, released_at)})
    return rows


def rollout_rows(history: History) -> list[Row]:
    """Return roll-outs to teams, some of which were moved."""
    stream = history.stream("rollouts")
    rows: list[Row] = []
    for _ in range(8):
        enabled_at = moment(history, stream)
        row = {"release_id": pick(stream, ("release_1", "release_3")), "team": pick(stream, ("east", None))}
        rows.append(row | {"enabled_at": enabled_at, "loaded_at": loaded_after(stream, enabled_at)})
    return rows


def session_rows(history: History) -> list[Row]:
    """Return customers' self-service sessions."""
    stream = history.stream("sessions")
    rows: list[Row] = []
    for number in range(8):
        started_at = moment(history, stream)
        row = {"session_id": f"session_{number}", "customer_key": pick(stream, ("customer_1", None))}
        row |= {"kind": pick(stream, ("guide", "Chatbot")), "topic": pick(stream, ("payment", None))}
        rows.append(row | {"started_at": started_at, "loaded_at": loaded_after(stream, started_at)})
    return rows


def demand_rows(history: History) -> list[Row]:
    """Return a day's figures, and corrections of them."""
    stream = history.stream("demand")
    rows: list[Row] = []
    for _ in range(10):
        time = moment(history, stream)
        row = {"demand_date": time.date(), "orders": pick(stream, (0, 10, 11, None))}
        rows.append(row | {"active_users": pick(stream, (5, None)), "loaded_at": loaded_after(stream, time)})
    return rows


REQUIRED: dict[str, Callable[[History], list[Row]]] = {
    "backend_action_logs": action_rows,
    "tickets": ticket_rows,
}
# in the order in which shrinking should lose them last
OPTIONAL: dict[str, Callable[[History], list[Row]]] = {
    "shifts": shift_rows,
    "agents": agent_rows,
    "frontend_event_logs": event_rows,
    "releases": release_rows,
    "release_rollouts": rollout_rows,
    "self_service_sessions": session_rows,
    "demand_daily": demand_rows,
}


def all_rows(history: History) -> dict[str, list[Row]]:
    """Return the rows of every table that the history has, each as it was meant."""
    chosen = list(OPTIONAL)[: history.optional_table_count]
    makers = REQUIRED | {name: OPTIONAL[name] for name in chosen}
    return {name: make(history) for name, make in makers.items()}

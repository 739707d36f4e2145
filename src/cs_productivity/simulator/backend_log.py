"""What the server writes down: one row per call of the tool's API, and what the system does by itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cs_productivity.simulator.attention import Sessions, Touches, Visits, is_first_turn
from cs_productivity.simulator.book import CALL, DEFERRED, MERGE, PEND, RESOLVE, TRANSFER, TURN, DeskLog
from cs_productivity.simulator.inflow import Inquiries
from cs_productivity.simulator.world import ACTIONS, BOT, MAIL, PEEK, SYSTEM, World

CODE = {action: code for code, action in enumerate(ACTIONS)}
ENDINGS = {
    RESOLVE: "ticket_resolved",
    PEND: "ticket_pending",
    TRANSFER: "ticket_transferred",
    MERGE: "ticket_merged",
}
# searches, notes and updates per touch by way of work: call, chat turn, deferred, no ticket, away
SEARCHES = np.array([0.5, 0.2, 0.9, 1.6, 0.0])
NOTES = np.array([0.6, 0.04, 0.35, 0.0, 0.0])
UPDATES = np.array([0.5, 0.05, 0.6, 0.0, 0.0])
FAILED_SHARE = 0.01


@dataclass(frozen=True)
class BackendRows:
    """One entry per row in order of time. agent: index, SYSTEM or BOT; ticket and request −1 and latency −1
    mean null.

    `value` goes into the row's properties (characters, hits, ticket merged into).
    """

    time: np.ndarray
    agent: np.ndarray
    ticket: np.ndarray
    action: np.ndarray
    request: np.ndarray
    status_code: np.ndarray
    latency: np.ndarray
    value: np.ndarray


class _Parts:
    """Collects (time, agent, ticket, action, earliest possible time) part by part."""

    def __init__(self) -> None:
        self.parts: list[tuple[np.ndarray, ...]] = []

    def add(
        self,
        action: str | np.ndarray,
        time: np.ndarray,
        agent: np.ndarray | int,
        ticket: np.ndarray | int,
        floor: np.ndarray | None = None,
    ) -> None:
        size = len(time)
        codes = np.full(size, CODE[action]) if isinstance(action, str) else action
        floor = np.full(size, -1) if floor is None else floor
        self.parts.append((time, np.broadcast_to(agent, size), np.broadcast_to(ticket, size), codes, floor))

    def columns(self) -> list[np.ndarray]:
        return [np.concatenate(column).astype(np.int64) for column in zip(*self.parts, strict=True)]


def add_agent_rows(rng: np.random.Generator, touches: Touches, visits: Visits, parts: _Parts) -> None:
    """Add what agents did: opening, searching, noting, updating, replying, ending a touch."""
    size = len(touches.agent)
    index = np.arange(size)
    same = np.concatenate(
        [[False], (touches.ticket[1:] == touches.ticket[:-1]) & (touches.agent[1:] == touches.agent[:-1])]
    )
    # coming back to an open chat loads it again only most of the time
    chance = np.where(same, 0.2, 0.85)
    opens = (touches.way == CALL) | (touches.way == DEFERRED) | is_first_turn(touches)
    opens |= (touches.way == TURN) & (rng.random(size) < chance)

    def add(
        action: str | np.ndarray, touch: np.ndarray, time: np.ndarray, ticket: np.ndarray | None = None
    ) -> None:
        ticket = touches.ticket[touch] if ticket is None else ticket
        time = np.clip(time, touches.start[touch] + 40, touches.end[touch])
        parts.add(action, time, touches.agent[touch], ticket, touches.start[touch] + 20)

    touch = index[opens]
    add("ticket_opened", touch, touches.start[touch] + rng.integers(60, 400, len(touch)))
    peek = np.flatnonzero(visits.kind == PEEK)
    back = peek[rng.random(len(peek)) < 0.7] + 1
    for visit in (peek, back):
        time = visits.start[visit] + rng.integers(60, 400, len(visit))
        add("ticket_opened", visits.touch[visit], time, visits.ticket[visit])

    touch = np.repeat(index, rng.poisson(SEARCHES[touches.way]))
    ticket = np.where(rng.random(len(touch)) < 0.3, -1, touches.ticket[touch])
    add("search", touch, touches.moment(touch, rng.uniform(0.05, 0.6, len(touch))), ticket)
    touch = np.repeat(index, rng.poisson(UPDATES[touches.way]))
    add("ticket_updated", touch, touches.moment(touch, rng.uniform(0.3, 0.98, len(touch))))
    touch = index[rng.random(size) < NOTES[touches.way]]
    add("note_added", touch, touches.moment(touch, rng.uniform(0.75, 0.97, len(touch))))
    touch = index[touches.has_reply]
    add("reply_sent", touch, touches.moment(touch, rng.uniform(0.95, 0.995, len(touch))))
    for outcome, action in ENDINGS.items():
        touch = index[touches.outcome == outcome]
        add(action, touch, touches.end[touch])


def add_system_rows(rng: np.random.Generator, inquiries: Inquiries, log: DeskLog, parts: _Parts) -> None:
    """Add what no person did: creation, automatic tags and assignments, customers' replies, automatic
    closing.
    """
    actions = np.array(log.actions, dtype=np.int64).reshape(-1, 4)
    parts.add(actions[:, 2], actions[:, 0], actions[:, 3], actions[:, 1])
    tickets = np.arange(len(inquiries.created))
    tagged = tickets[rng.random(len(tickets)) < 0.6]
    parts.add(
        "ticket_updated", inquiries.created[tagged] + rng.integers(1_500, 9_000, len(tagged)), BOT, tagged
    )
    assigned = tickets[(inquiries.channel >= MAIL) & (rng.random(len(tickets)) < 0.5)]
    actor = np.where(rng.random(len(assigned)) < 0.5, SYSTEM, BOT)
    parts.add(
        "ticket_assigned",
        inquiries.created[assigned] + rng.integers(200, 1_200, len(assigned)),
        actor,
        assigned,
    )


def build_backend_rows(
    world: World, inquiries: Inquiries, log: DeskLog, touches: Touches, visits: Visits, sessions: Sessions
) -> BackendRows:
    """Turn the truth into backend rows; a failed call is followed by its retry with the same request id."""
    rng = world.rng("backend")
    parts = _Parts()
    add_agent_rows(rng, touches, visits, parts)
    parts.add("login", sessions.start, sessions.agent, -1)
    parts.add("logout", sessions.end[sessions.has_logout], sessions.agent[sessions.has_logout], -1)
    add_system_rows(rng, inquiries, log, parts)
    time, agent, ticket, action, floor = parts.columns()
    keep = time < world.end
    time, agent, ticket, action, floor = (column[keep] for column in (time, agent, ticket, action, floor))

    # a request number per call by a person; a failed call comes before the good one, under the same number
    request = np.where(agent >= 0, np.cumsum(agent >= 0) - 1, -1)
    may_fail = (agent >= 0) & (floor >= 0) & (action != CODE["ticket_opened"])
    failed = np.flatnonzero(may_fail & (rng.random(len(time)) < FAILED_SHARE))
    failed_time = np.maximum(time[failed] - rng.integers(900, 3_500, len(failed)), floor[failed])
    source = np.concatenate([np.arange(len(time)), failed])
    time = np.concatenate([time, failed_time])
    status_code = np.where(np.arange(len(source)) < len(source) - len(failed), 200, 500)
    latency = np.exp(rng.normal(np.log(160), 0.5, len(source))).astype(np.int64) + 15
    latency = np.where(status_code == 500, latency * 3, latency)
    latency = np.where((agent[source] < 0) & (rng.random(len(source)) < 0.5), -1, latency)
    merged = np.full(len(inquiries.created), -1)
    versions = np.array(log.versions, dtype=np.int64).reshape(-1, 4)
    merged[versions[versions[:, 3] >= 0, 1]] = versions[versions[:, 3] >= 0, 3]
    value = np.where(action == CODE["ticket_merged"], merged[ticket], rng.integers(4, 90, len(ticket)) * 10)

    order = np.lexsort((source, status_code != 500, time))
    source = source[order]
    return BackendRows(
        time[order],
        agent[source],
        ticket[source],
        action[source],
        request[source],
        status_code[order],
        latency[order],
        value[source],
    )

"""What the server writes down: one row per call of the tool's API, and what the system does by itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cs_productivity.simulator.attention import Sessions, Visits, is_first_turn
from cs_productivity.simulator.book import CALL, DEFERRED, MERGE, PEND, RESOLVE, TRANSFER, TURN, DeskLog
from cs_productivity.simulator.inflow import Inquiries
from cs_productivity.simulator.parameters import Parameters
from cs_productivity.simulator.touches import Touches
from cs_productivity.simulator.world import ACTIONS, BOT, MAIL, PEEK, SYSTEM, World

CODE = {action: code for code, action in enumerate(ACTIONS)}
ENDINGS = {
    RESOLVE: "ticket_resolved",
    PEND: "ticket_pending",
    TRANSFER: "ticket_transferred",
    MERGE: "ticket_merged",
}


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
    """Collects (time, agent, ticket, action) part by part."""

    def __init__(self) -> None:
        self.parts: list[tuple[np.ndarray, ...]] = []

    def add(
        self, action: str | np.ndarray, time: np.ndarray, agent: np.ndarray | int, ticket: np.ndarray | int
    ) -> None:
        size = len(time)
        codes = np.full(size, CODE[action]) if isinstance(action, str) else action
        self.parts.append((time, np.broadcast_to(agent, size), np.broadcast_to(ticket, size), codes))

    def columns(self) -> list[np.ndarray]:
        return [np.concatenate(column).astype(np.int64) for column in zip(*self.parts, strict=True)]


def add_agent_rows(
    rng: np.random.Generator, parameters: Parameters, touches: Touches, visits: Visits, parts: _Parts
) -> None:
    """Add what agents did: opening, searching, noting, updating, replying, ending a touch."""
    size = len(touches.agent)
    index = np.arange(size)
    same = np.concatenate(
        [[False], (touches.ticket[1:] == touches.ticket[:-1]) & (touches.agent[1:] == touches.agent[:-1])]
    )
    # coming back to an open chat loads it again only most of the time
    chance = np.where(same, 0.2, parameters.chat_open_share)
    opens = (touches.way == CALL) | (touches.way == DEFERRED) | is_first_turn(touches)
    opens |= (touches.way == TURN) & (rng.random(size) < chance)
    # by way of work: call, chat turn, deferred, no ticket, away
    searches = (parameters.call_searches, parameters.chat_searches, parameters.deferred_searches)
    notes = (parameters.call_note_share, parameters.chat_note_share, parameters.deferred_note_share)
    updates = (parameters.call_updates, parameters.chat_updates, parameters.deferred_updates)

    def add(
        action: str | np.ndarray, touch: np.ndarray, time: np.ndarray, ticket: np.ndarray | None = None
    ) -> None:
        ticket = touches.ticket[touch] if ticket is None else ticket
        time = np.clip(time, touches.start[touch] + 40, touches.end[touch])
        parts.add(action, time, touches.agent[touch], ticket)

    touch = index[opens]
    add("ticket_opened", touch, touches.start[touch] + rng.integers(60, 400, len(touch)))
    peek = np.flatnonzero(visits.kind == PEEK)
    back = peek[rng.random(len(peek)) < parameters.peek_back_share] + 1
    for visit in (peek, back):
        time = visits.start[visit] + rng.integers(60, 400, len(visit))
        add("ticket_opened", visits.touch[visit], time, visits.ticket[visit])

    rate = np.array([*searches, parameters.chore_searches, 0.0])
    touch = np.repeat(index, rng.poisson(rate[touches.way]))
    ticket = np.where(rng.random(len(touch)) < 0.3, -1, touches.ticket[touch])
    add("search", touch, touches.moment(touch, rng.uniform(0.05, 0.6, len(touch))), ticket)
    touch = np.repeat(index, rng.poisson(np.array([*updates, 0.0, 0.0])[touches.way]))
    add("ticket_updated", touch, touches.moment(touch, rng.uniform(0.3, 0.98, len(touch))))
    touch = index[rng.random(size) < np.array([*notes, 0.0, 0.0])[touches.way]]
    add("note_added", touch, touches.moment(touch, rng.uniform(0.75, 0.97, len(touch))))
    touch = index[touches.has_reply]
    add("reply_sent", touch, touches.moment(touch, rng.uniform(0.95, 0.995, len(touch))))
    for outcome, action in ENDINGS.items():
        touch = index[touches.outcome == outcome]
        add(action, touch, touches.acted[touch])
    # some go on with a ticket that they have just resolved
    touch = index[touches.acted < touches.end]
    touch = touch[rng.random(len(touch)) < parameters.after_note_share]
    after = rng.uniform(0.5, 1.0, len(touch)) * (touches.end - touches.acted)[touch]
    add("note_added", touch, touches.acted[touch] + after.astype(np.int64))


def add_system_rows(rng: np.random.Generator, inquiries: Inquiries, log: DeskLog, parts: _Parts) -> None:
    """Add what no person did: creation, automatic tags and assignments, customers' replies, automatic
    closing.
    """
    actions = log.actions
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
    rng, parameters = world.rng("backend"), world.parameters
    parts = _Parts()
    add_agent_rows(rng, parameters, touches, visits, parts)
    parts.add("login", sessions.start, sessions.agent, -1)
    parts.add("logout", sessions.end[sessions.has_logout], sessions.agent[sessions.has_logout], -1)
    add_system_rows(rng, inquiries, log, parts)
    time, agent, ticket, action = parts.columns()
    keep = time < world.end
    time, agent, ticket, action = (column[keep] for column in (time, agent, ticket, action))

    # a request number per call by a person; a failed call comes before the good one, under the same number
    request = np.where(agent >= 0, np.cumsum(agent >= 0) - 1, -1)
    may_fail = (agent >= 0) & ~np.isin(action, [CODE[word] for word in ("ticket_opened", "login", "logout")])
    failed = np.flatnonzero(may_fail & (rng.random(len(time)) < parameters.failed_share))
    # both attempts belong to the same stretch of attention
    floor = visits.start[visits.at(agent[failed], time[failed])] + 20
    failed_time = np.maximum(time[failed] - rng.integers(900, 3_500, len(failed)), floor)
    failed_time = np.minimum(failed_time, time[failed])
    source = np.concatenate([np.arange(len(time)), failed])
    time = np.concatenate([time, failed_time])
    status_code = np.where(np.arange(len(source)) < len(source) - len(failed), 200, 500)
    spread = rng.normal(np.log(parameters.latency_ms), parameters.latency_sigma, len(source))
    latency = np.exp(spread).astype(np.int64) + 15
    latency = np.where(status_code == 500, latency * 3, latency)
    latency = np.where((agent[source] < 0) & (rng.random(len(source)) < 0.5), -1, latency)
    merged = np.full(len(inquiries.created), -1)
    versions = log.versions
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

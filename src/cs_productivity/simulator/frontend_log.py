"""What happens in the browser tab: one event per change of view, window or tab, per input, heartbeat and
API call.

Times here are true (server) times; the client's clock, batches and losses are put on them in `transport.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cs_productivity.simulator.attention import SPAN, Sessions, Touches, Visits
from cs_productivity.simulator.backend_log import BackendRows
from cs_productivity.simulator.book import CALL, DEFERRED, TURN
from cs_productivity.simulator.world import (
    ADMIN,
    AFTER_CALL,
    AWAY,
    EVENTS,
    HANDLE,
    IDLE,
    MINUTE,
    PEEK,
    SCREENS,
    SECOND,
    SWIVEL,
    World,
)

CODE = {event: code for code, event in enumerate(EVENTS)}
QUEUE, TICKET_DETAIL, COMPOSE, CHAT_CONSOLE, CALL_PANEL, KNOWLEDGE_BASE, LOGIN = range(len(SCREENS))
# seconds between inputs (throttled by the tool) by way of work for handling: call, chat turn, deferred, other
HANDLE_INPUT = np.array([90.0, 22.0, 34.0, 20.0, 20.0])
INPUT_SECONDS = {AFTER_CALL: 18.0, PEEK: 15.0, ADMIN: 20.0}
# share of such visits during which the tool's tab is hidden
HIDDEN_SHARE = {SWIVEL: 0.6, IDLE: 0.35, AWAY: 0.4}
HEARTBEAT_SECONDS = (25.0, 30.0)


@dataclass(frozen=True)
class Tabs:
    """One entry per life of the tool's browser tab, in order of agent and start; a reload begins another."""

    agent: np.ndarray
    start: np.ndarray
    end: np.ndarray

    def of(self, agent: np.ndarray, time: np.ndarray) -> np.ndarray:
        """The agent's tab at a time."""
        return np.searchsorted(self.agent * SPAN + self.start, agent * SPAN + time, side="right") - 1


@dataclass(frozen=True)
class Events:
    """One entry per event as produced, in order of tab and time; ticket, request and value −1 mean null."""

    tab: np.ndarray
    time: np.ndarray
    agent: np.ndarray
    ticket: np.ndarray
    event: np.ndarray
    screen: np.ndarray
    request: np.ndarray
    value: np.ndarray


@dataclass(frozen=True)
class Hidden:
    """Stretches during which the window lacks the keyboard, and whether the tab is hidden as well."""

    agent: np.ndarray
    start: np.ndarray
    end: np.ndarray
    is_tab_hidden: np.ndarray


def draw_tabs(rng: np.random.Generator, sessions: Sessions, visits: Visits) -> Tabs:
    """One tab per session; some are reloaded at the start of a visit."""
    start, end = sessions.start - 2 * SECOND, sessions.end + SECOND // 2
    session = (
        np.searchsorted(sessions.agent * SPAN + start, visits.agent * SPAN + visits.start, side="right") - 1
    )
    is_start_of_touch = np.concatenate([[True], visits.touch[1:] != visits.touch[:-1]])
    candidates = np.flatnonzero(is_start_of_touch)
    chosen = np.full(len(start), -1)
    chosen[session[candidates]] = rng.permutation(candidates)
    reload = chosen[(chosen >= 0) & (rng.random(len(start)) < 0.08)]
    reload = reload[visits.start[reload] > start[session[reload]] + 10 * SECOND]
    new_start = visits.start[reload] - 1
    agents = np.concatenate([sessions.agent, sessions.agent[session[reload]]])
    starts, ends = np.concatenate([start, new_start]), np.concatenate([end, end[session[reload]]])
    ends[session[reload]] = new_start - 1_000
    order = np.lexsort((starts, agents))
    return Tabs(agents[order], starts[order], ends[order])


def draw_hidden(rng: np.random.Generator, tabs: Tabs, visits: Visits) -> Hidden:
    """When agents leave the window: in swivels, in some pauses, in most planned breaks (others leave the
    tool open).
    """
    share = np.zeros(len(visits.kind))
    for kind, value in HIDDEN_SHARE.items():
        share[visits.kind == kind] = value
    is_tab_hidden = rng.random(len(share)) < share
    leaves = np.flatnonzero(is_tab_hidden | (visits.kind == SWIVEL))

    tab = tabs.of(visits.agent, visits.start)
    gap = visits.start[1:] - visits.end[:-1]
    is_break = (tab[1:] == tab[:-1]) & (gap > 8 * MINUTE) & (rng.random(len(gap)) < 0.6)
    before = np.flatnonzero(is_break)
    hidden = Hidden(
        agent=np.concatenate([visits.agent[leaves], visits.agent[before]]),
        start=np.concatenate(
            [visits.start[leaves], visits.end[before] + rng.integers(5_000, 30_000, len(before))]
        ),
        end=np.concatenate([visits.end[leaves], visits.start[before + 1] - SECOND]),
        is_tab_hidden=np.concatenate([is_tab_hidden[leaves], np.ones(len(before), dtype=bool)]),
    )
    order = np.lexsort((hidden.start, hidden.agent))
    return Hidden(hidden.agent[order], hidden.start[order], hidden.end[order], hidden.is_tab_hidden[order])


def draw_screens(rng: np.random.Generator, touches: Touches, visits: Visits) -> tuple[np.ndarray, ...]:
    """What is in front from when on: (agent, time, ticket, screen) in order of agent and time."""
    way = touches.way[visits.touch]
    screen = np.select(
        [visits.kind == PEEK, visits.kind == ADMIN, way == CALL, way == TURN],
        [TICKET_DETAIL, KNOWLEDGE_BASE, CALL_PANEL, CHAT_CONSOLE],
        default=TICKET_DETAIL,
    )
    # an absence changes nothing on the screen
    shows = np.flatnonzero((visits.kind != AWAY) & (visits.kind != IDLE) & (visits.kind != SWIVEL))
    is_last = visits.end == touches.end[visits.touch]
    writes = np.flatnonzero((way == DEFERRED) & touches.has_reply[visits.touch] & is_last)
    # between tickets most go back to the queue, others leave the last ticket open
    gap = np.append(visits.start[1:] - visits.end[:-1], 0)
    gap[np.append(visits.agent[1:] != visits.agent[:-1], True)] = MINUTE
    queue = np.flatnonzero((gap > 20 * SECOND) & (rng.random(len(gap)) < 0.7))
    half = (visits.end[writes] - visits.start[writes]) // 2
    agent = visits.agent[np.concatenate([shows, writes, queue])]
    time = np.concatenate(
        [
            visits.start[shows],
            visits.start[writes] + half,
            visits.end[queue] + rng.integers(1_000, 4_000, len(queue)),
        ]
    )
    ticket = np.concatenate([visits.shown[shows], visits.shown[writes], np.full(len(queue), -1)])
    front = np.concatenate([screen[shows], np.full(len(writes), COMPOSE), np.full(len(queue), QUEUE)])
    order = np.lexsort((time, agent))
    return agent[order], time[order], ticket[order], front[order]


def draw_inputs(rng: np.random.Generator, touches: Touches, visits: Visits) -> tuple[np.ndarray, np.ndarray]:
    """Moments of input as (agent, time): only while something in the tool is attended to."""
    every = np.where(visits.kind == HANDLE, HANDLE_INPUT[touches.way[visits.touch]], np.inf)
    for kind, seconds in INPUT_SECONDS.items():
        every[visits.kind == kind] = seconds
    length = visits.end - visits.start
    visit = np.repeat(np.arange(len(length)), rng.poisson(length / (every * SECOND)))
    return visits.agent[visit], visits.start[visit] + (rng.random(len(visit)) * length[visit]).astype(
        np.int64
    )


def draw_heartbeats(rng: np.random.Generator, tabs: Tabs, hidden: Hidden) -> tuple[np.ndarray, np.ndarray]:
    """Heartbeats as (agent, time): at the tab's own rhythm while it is visible, with or without anybody
    before it.
    """
    every = (rng.uniform(*HEARTBEAT_SECONDS, len(tabs.start)) * SECOND).astype(np.int64)
    count = (tabs.end - tabs.start) // every
    tab = np.repeat(np.arange(len(count)), count)
    place = np.arange(len(tab)) - np.repeat(np.cumsum(count) - count, count)
    time = tabs.start[tab] + place * every[tab] + rng.integers(0, 400, len(tab))
    agent = tabs.agent[tab]
    off = hidden.is_tab_hidden
    key = hidden.agent[off] * SPAN + hidden.start[off]
    last = np.searchsorted(key, agent * SPAN + time, side="right") - 1
    until = np.where((last >= 0) & (hidden.agent[off][last] == agent), hidden.end[off][last], -SPAN)
    return agent[time >= until], time[time >= until]


class _Parts:
    """Collects events part by part; `rank` orders events of the same millisecond."""

    def __init__(self) -> None:
        self.parts: list[tuple[np.ndarray, ...]] = []

    def add(
        self,
        event: str,
        agent: np.ndarray,
        time: np.ndarray,
        rank: int,
        request: np.ndarray | int = -1,
        value: np.ndarray | int = -1,
    ) -> None:
        size = len(time)
        columns = (agent, time, np.full(size, CODE[event]), np.full(size, rank))
        self.parts.append((*columns, np.broadcast_to(request, size), np.broadcast_to(value, size)))

    def columns(self) -> list[np.ndarray]:
        return [np.concatenate(column).astype(np.int64) for column in zip(*self.parts, strict=True)]


def build_events(
    world: World, touches: Touches, visits: Visits, sessions: Sessions, backend: BackendRows
) -> tuple[Tabs, Events]:
    """Turn the truth and the backend's rows into the events of each tab."""
    rng = world.rng("frontend")
    tabs = draw_tabs(rng, sessions, visits)
    hidden = draw_hidden(rng, tabs, visits)
    screen_agent, screen_time, screen_ticket, screen = draw_screens(rng, touches, visits)
    parts = _Parts()

    changes = np.ones(len(screen), dtype=bool)
    changes[1:] = (screen_ticket[1:] != screen_ticket[:-1]) | (screen[1:] != screen[:-1])
    tab = tabs.of(screen_agent, screen_time)
    changes[1:] |= tab[1:] != tab[:-1]
    parts.add("view", screen_agent[changes], screen_time[changes], 1)
    off = hidden.is_tab_hidden
    parts.add("blur", hidden.agent, hidden.start, 2)
    parts.add("hidden", hidden.agent[off], hidden.start[off], 3)
    parts.add("visible", hidden.agent[off], hidden.end[off], 0)
    parts.add("focus", hidden.agent, hidden.end, 1)
    parts.add("visible", tabs.agent, tabs.start, 0)
    parts.add("focus", tabs.agent, tabs.start, 1)
    parts.add("login", sessions.agent, sessions.start + 150, 2)
    parts.add("logout", sessions.agent[sessions.has_logout], sessions.end[sessions.has_logout] + 120, 9)
    parts.add("heartbeat", *draw_heartbeats(rng, tabs, hidden), 8)
    parts.add("input", *draw_inputs(rng, touches, visits), 5)

    # a swivel is told from other absences by a copy before it or a paste after it
    swivel = np.flatnonzero(visits.kind == SWIVEL)
    has_copy, has_paste = rng.random(len(swivel)) < 0.9, rng.random(len(swivel)) < 0.85
    copy, paste = swivel[has_copy], swivel[has_paste | ~has_copy]
    length = rng.integers(1, 40, len(copy)) * 10
    parts.add(
        "copy", visits.agent[copy], visits.start[copy] - rng.integers(80, 700, len(copy)), 4, value=length
    )
    length = rng.integers(1, 40, len(paste)) * 10
    parts.add(
        "paste",
        visits.agent[paste],
        visits.end[paste] + rng.integers(300, 1_800, len(paste)),
        4,
        value=length,
    )
    click = np.flatnonzero((visits.kind == HANDLE) & (rng.random(len(visits.kind)) < 0.35))
    parts.add("click", visits.agent[click], visits.start[click] + rng.integers(500, 2_500, len(click)), 4)
    reply = np.flatnonzero(touches.has_reply & (rng.random(len(touches.agent)) < 0.3))
    parts.add(
        "template_insert", touches.agent[reply], touches.moment(reply, rng.uniform(0.6, 0.9, len(reply))), 4
    )

    call = np.flatnonzero(backend.agent >= 0)
    agent, time, latency = backend.agent[call], backend.time[call], np.maximum(backend.latency[call], 0)
    asked = time - rng.integers(12, 60, len(call)) - (0.3 * latency).astype(np.int64)
    answered = time + rng.integers(12, 60, len(call)) + (0.7 * latency).astype(np.int64)
    parts.add("api_request", agent, asked, 6, backend.request[call])
    parts.add("api_response", agent, answered, 7, backend.request[call], backend.status_code[call])

    agent, time, event, rank, request, value = parts.columns()
    tab = tabs.of(agent, time)
    tab = np.where((tab < 0) | (tabs.agent[tab] != agent), tabs.of(agent, time + 2 * SECOND), tab)
    keep = time < world.end
    order = np.lexsort((rank, time, tab))
    order = order[keep[order]]
    front = (
        np.searchsorted(screen_agent * SPAN + screen_time, agent[order] * SPAN + time[order], side="right")
        - 1
    )
    is_known = (front >= 0) & (tabs.of(screen_agent[front], screen_time[front]) == tab[order])
    return tabs, Events(
        tab=tab[order],
        time=time[order],
        agent=agent[order],
        ticket=np.where(is_known, screen_ticket[front], -1),
        event=event[order],
        screen=np.where(is_known, screen[front], LOGIN),
        request=request[order],
        value=value[order],
    )

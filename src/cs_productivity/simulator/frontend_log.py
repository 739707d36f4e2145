"""What happens in the browser's tabs: one event per change of view, window or tab, per gesture, heartbeat and
API call.

Times here are true (server) times; the client's clock, batches and losses are put on them in `transport.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cs_productivity.simulator.attention import Sessions, Visits
from cs_productivity.simulator.backend_log import BackendRows
from cs_productivity.simulator.gestures import (
    draw_clicks,
    draw_heartbeats,
    draw_inputs,
    draw_own_copies,
    draw_swivel_gestures,
    draw_templates,
)
from cs_productivity.simulator.screens import (
    LOGIN,
    draw_hidden,
    draw_returns,
    draw_screens,
    unseen,
)
from cs_productivity.simulator.tabs import Tabs, draw_tabs
from cs_productivity.simulator.touches import Touches
from cs_productivity.simulator.world import EVENTS, World

CODE = {event: code for code, event in enumerate(EVENTS)}
# which of the events of one millisecond comes first
RANK = {
    "visible": 0,
    "focus": 1,
    "view": 2,
    "blur": 3,
    "hidden": 4,
    "login": 5,
    "click": 6,
    "copy": 7,
    "paste": 8,
    "template_insert": 9,
    "input": 10,
    "api_request": 11,
    "api_response": 12,
    "heartbeat": 13,
    "logout": 14,
}
# a tab and a time within its life fit into one sortable number, with the rank below them
TAB_SPAN, RANKS = 2**31, 16


@dataclass(frozen=True)
class Events:
    """One entry per event as produced, in order of tab and time; ticket, request and value −1 mean null."""

    tab: np.ndarray
    time: np.ndarray
    ticket: np.ndarray
    event: np.ndarray
    screen: np.ndarray
    request: np.ndarray
    value: np.ndarray


class _Parts:
    """Collects events part by part."""

    def __init__(self, tabs: Tabs) -> None:
        self.tabs = tabs
        self.parts: list[tuple[np.ndarray, ...]] = []

    def add(
        self,
        event: str,
        tab: np.ndarray,
        time: np.ndarray,
        request: np.ndarray | int = -1,
        value: np.ndarray | int = -1,
    ) -> None:
        """Add events of a kind, but for those that no tab was alive to report."""
        keep = time <= self.tabs.end[tab]
        keep &= (
            time >= (self.tabs.start if event in ("visible", "focus", "heartbeat") else self.tabs.ready)[tab]
        )
        columns = (
            tab,
            time,
            np.broadcast_to(np.int8(CODE[event]), len(time)),
            np.broadcast_to(np.asarray(request, dtype=np.int32), len(time)),
            np.broadcast_to(np.asarray(value, dtype=np.int32), len(time)),
        )
        self.parts.append(tuple(column[keep] for column in columns) if not keep.all() else columns)

    def add_by(self, event: str, agent: np.ndarray, time: np.ndarray, value: np.ndarray | int = -1) -> None:
        """Add events of agents, each in the tab that the agent uses then."""
        self.add(event, self.tabs.of(agent, time), time, value=value)

    def in_order(self, end: int) -> list[np.ndarray]:
        """Return the columns up to the end of the period in order of tab, time and rank."""
        tab, time, event, request, value = (
            np.concatenate(column) for column in zip(*self.parts, strict=True)
        )
        rank = np.array([RANK[word] for word in EVENTS])
        key = tab * TAB_SPAN
        key += (time - self.tabs.start[tab]) * RANKS
        key += rank[event]
        key[time >= end] = np.iinfo(np.int64).max
        order = np.argsort(key, kind="stable")[: int((time < end).sum())]
        return [column[order] for column in (tab.astype(np.int32), time, event, request, value)]


def build_events(
    world: World, touches: Touches, visits: Visits, sessions: Sessions, backend: BackendRows
) -> tuple[Tabs, Events]:
    """Turn the truth and the backend's rows into the events of each tab."""
    rng = world.rng("frontend")
    tabs = draw_tabs(world, sessions, touches, visits, backend)
    screen_rng = world.rng("screens")
    hidden = draw_hidden(world, screen_rng, sessions, tabs, visits)
    returns = draw_returns(world, screen_rng, tabs)
    screens = draw_screens(world, screen_rng, tabs, touches, visits)
    parts = _Parts(tabs)

    parts.add("view", screens.tab, screens.time)
    # a second tab comes to life when it is first gone to
    is_first = np.ones(len(tabs.start), dtype=bool)
    is_first[returns.new[tabs.start[returns.new] == returns.left]] = False
    opened = np.flatnonzero(is_first)
    off, covers = hidden.is_tab_hidden, returns.is_same_pc
    is_new = tabs.start[returns.new] == returns.left
    shows = covers | is_new
    parts.add("blur", np.append(hidden.tab, returns.old), np.append(hidden.start, returns.left))
    parts.add(
        "hidden",
        np.append(hidden.tab[off], returns.old[covers]),
        np.append(hidden.start[off], returns.left[covers]),
    )
    tab = np.concatenate([hidden.tab[off], returns.new[shows], opened])
    parts.add("visible", tab, np.concatenate([hidden.end[off], returns.arrived[shows], tabs.start[opened]]))
    tab = np.concatenate([hidden.tab, returns.new, opened])
    parts.add("focus", tab, np.concatenate([hidden.end, returns.arrived, tabs.start[opened]]))
    parts.add_by("login", sessions.agent, sessions.start + 150)
    left = sessions.has_logout
    parts.add_by("logout", sessions.agent[left], sessions.end[left] + 120)
    parts.add(
        "heartbeat", *draw_heartbeats(world, world.rng("heartbeats"), tabs, unseen(tabs, hidden, returns))
    )
    parts.add_by("input", *draw_inputs(world, world.rng("inputs"), touches, visits))
    for gestures in (draw_swivel_gestures(world, rng, visits), draw_own_copies(world, rng, touches)):
        for event, (agent, time) in gestures.items():
            parts.add_by(event, agent, time, value=rng.integers(1, 40, len(time)) * 10)
    parts.add_by("click", *draw_clicks(world, rng, visits))
    parts.add_by("template_insert", *draw_templates(world, rng, touches))
    add_calls(rng, tabs, visits, backend, parts)

    tab, time, event, request, value = parts.in_order(world.end)
    # what is in front is what the last view has brought there
    view = np.cumsum(event == CODE["view"]) - 1
    in_time = screens.time < world.end
    ticket = np.append(screens.ticket[in_time], -1).astype(np.int32)[view]
    screen = np.append(screens.screen[in_time], LOGIN).astype(np.int8)[view]
    is_unknown = np.append(screens.tab[in_time], -1)[view] != tab
    ticket[is_unknown], screen[is_unknown] = -1, LOGIN
    return tabs, Events(tab, time, ticket, event, screen, request, value)


def add_calls(
    rng: np.random.Generator, tabs: Tabs, visits: Visits, backend: BackendRows, parts: _Parts
) -> None:
    """Add a request and a response for every attempt of every call, in the tab that it was made in."""
    call = np.flatnonzero(backend.agent >= 0)
    agent, time, latency = backend.agent[call], backend.time[call], np.maximum(backend.latency[call], 0)
    tab = tabs.of(agent, time)
    asked = time - rng.integers(12, 60, len(call)) - (0.3 * latency).astype(np.int64)
    answered = time + rng.integers(12, 60, len(call)) + (0.7 * latency).astype(np.int64)
    # nobody asks for anything before turning to it
    visit = visits.at(agent, time)
    is_within = (visits.agent[visit] == agent) & (time <= visits.end[visit])
    asked = np.where(is_within, np.maximum(asked, np.minimum(visits.start[visit] + 1, time)), asked)
    parts.add("api_request", tab, asked, backend.request[call])
    parts.add("api_response", tab, answered, backend.request[call], backend.status_code[call])

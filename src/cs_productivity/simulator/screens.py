"""What a tab shows: which ticket on which screen, and when it is out of sight or without the keyboard."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cs_productivity.simulator.attention import Sessions, Visits
from cs_productivity.simulator.book import CALL, DEFERRED, TURN
from cs_productivity.simulator.tabs import Tabs
from cs_productivity.simulator.touches import Touches
from cs_productivity.simulator.world import (
    ADMIN,
    AWAY,
    IDLE,
    MINUTE,
    PEEK,
    SCREENS,
    SECOND,
    SPAN,
    SWIVEL,
    World,
)

QUEUE, TICKET_DETAIL, COMPOSE, CHAT_CONSOLE, CALL_PANEL, KNOWLEDGE_BASE, LOGIN = range(len(SCREENS))
# a shorter gap between two visits is no break
SHORTEST_BREAK = 8 * MINUTE


@dataclass(frozen=True)
class Screens:
    """Changes of what a tab shows, in order of tab and time."""

    tab: np.ndarray
    time: np.ndarray
    ticket: np.ndarray
    screen: np.ndarray


@dataclass(frozen=True)
class Hidden:
    """Stretches during which a tab's window lacks the keyboard, and whether the tab is hidden as well."""

    tab: np.ndarray
    start: np.ndarray
    end: np.ndarray
    is_tab_hidden: np.ndarray


@dataclass(frozen=True)
class Returns:
    """Changes from one tab to another that lives on; `is_same_pc`: whether one covers the other."""

    old: np.ndarray
    new: np.ndarray
    left: np.ndarray
    arrived: np.ndarray
    is_same_pc: np.ndarray


def draw_hidden(
    world: World, rng: np.random.Generator, sessions: Sessions, tabs: Tabs, visits: Visits
) -> Hidden:
    """When agents leave the window: in swivels, in some pauses, in some planned breaks (others leave the tool
    open).
    """
    parameters = world.parameters
    share = np.zeros(max(SWIVEL, IDLE, AWAY) + 1)
    share[SWIVEL] = parameters.swivel_hidden_share
    share[IDLE] = parameters.pause_hidden_share
    share[AWAY] = parameters.absence_hidden_share
    leaves = np.flatnonzero(np.isin(visits.kind, (SWIVEL, IDLE, AWAY)))
    is_tab_hidden = rng.random(len(leaves)) < share[visits.kind[leaves]]
    goes = is_tab_hidden | (visits.kind[leaves] == SWIVEL)
    leaves, is_tab_hidden = leaves[goes], is_tab_hidden[goes]

    session = sessions.at(visits.agent, visits.start)
    gap = visits.start[1:] - visits.end[:-1]
    is_break = (session[1:] == session[:-1]) & (gap > SHORTEST_BREAK)
    before = np.flatnonzero(is_break & (rng.random(len(gap)) >= parameters.break_open_share))
    away = visits.end[before] + rng.integers(5_000, 30_000, len(before))
    agent = np.concatenate([visits.agent[leaves], visits.agent[before]])
    start = np.concatenate([visits.start[leaves], away])
    tab = tabs.of(agent, start)
    end = np.concatenate([visits.end[leaves], visits.start[before + 1] - SECOND])
    is_tab_hidden = np.concatenate([is_tab_hidden, np.ones(len(before), dtype=bool)])
    order = np.lexsort((start, tab))
    return Hidden(tab[order], start[order], end[order], is_tab_hidden[order])


def draw_returns(world: World, rng: np.random.Generator, tabs: Tabs) -> Returns:
    """When agents with two tabs go from one to the other, within milliseconds."""
    place = np.flatnonzero(tabs.is_return)
    old, new = tabs.turn_tab[place - 1], tabs.turn_tab[place]
    left = tabs.turn_start[place]
    arrived = left + rng.integers(1, 9, len(place))
    return Returns(old, new, left, arrived, tabs.pc[old] == tabs.pc[new])


def unseen(tabs: Tabs, hidden: Hidden, returns: Returns) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Stretches during which a tab cannot be seen as (tab, start, end), in order: hidden, or behind another one."""
    behind = np.flatnonzero(returns.is_same_pc)
    key = returns.new * SPAN + returns.arrived
    order = np.argsort(key, kind="stable")
    place = np.searchsorted(key[order], returns.old[behind] * SPAN + returns.left[behind], side="right")
    back = order[np.minimum(place, len(order) - 1)] if len(order) else place
    comes_back = place < len(order)
    comes_back &= returns.new[back] == returns.old[behind]
    until = np.where(comes_back, returns.arrived[back], tabs.end[returns.old[behind]])
    off = hidden.is_tab_hidden
    tab = np.concatenate([hidden.tab[off], returns.old[behind]])
    start = np.concatenate([hidden.start[off], returns.left[behind]])
    end = np.concatenate([hidden.end[off], until])
    order = np.lexsort((start, tab))
    return tab[order], start[order], end[order]


def draw_screens(
    world: World, rng: np.random.Generator, tabs: Tabs, touches: Touches, visits: Visits
) -> Screens:
    """What each tab shows from when on, where that changes."""
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
    queue = np.flatnonzero((gap > 20 * SECOND) & (rng.random(len(gap)) < world.parameters.queue_view_share))
    half = (visits.end[writes] - visits.start[writes]) // 2
    looked = visits.end[queue] + rng.integers(1_000, 4_000, len(queue))
    agent = visits.agent[np.concatenate([shows, writes, queue])]
    time = np.concatenate([visits.start[shows], visits.start[writes] + half, looked])
    ticket = np.concatenate([visits.shown[shows], visits.shown[writes], np.full(len(queue), -1)])
    front = np.concatenate([screen[shows], np.full(len(writes), COMPOSE), np.full(len(queue), QUEUE)])
    tab = tabs.of(agent, time)

    # after a crash the new tab shows what the dead one showed, and nothing happens in it before
    born = np.flatnonzero(tabs.ready > tabs.start)
    order = np.lexsort((time, tab))
    last = order[np.searchsorted(tab[order] * SPAN + time[order], (born - 1) * SPAN + tabs.end[born - 1]) - 1]
    keep = (time >= tabs.ready[tab]) & (time < tabs.end[tab])
    tab, time = np.concatenate([tab[keep], born]), np.concatenate([time[keep], tabs.ready[born]])
    ticket = np.concatenate([ticket[keep], ticket[last]])
    front = np.concatenate([front[keep], front[last]])
    order = np.lexsort((time, tab))
    tab, time, ticket, front = tab[order], time[order], ticket[order], front[order]
    changes = np.ones(len(tab), dtype=bool)
    changes[1:] = (ticket[1:] != ticket[:-1]) | (front[1:] != front[:-1]) | (tab[1:] != tab[:-1])
    return Screens(tab[changes], time[changes], ticket[changes], front[changes])

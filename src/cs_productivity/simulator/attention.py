"""The truth: what every agent attended to, second by second. The logs are made from it, and later measured
against it.

A touch is one stay with a ticket (or one chat turn); a visit is the part of it spent on one thing. The
visits of an agent never overlap. Waiting and planned breaks are no visits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cs_productivity.simulator.book import AWAY_FROM_DESK, CALL, DEFERRED, NO_TICKET, NOTHING, TURN, DeskLog
from cs_productivity.simulator.inflow import Inquiries
from cs_productivity.simulator.roster import Roster
from cs_productivity.simulator.world import (
    ADMIN,
    AFTER_CALL,
    AWAY,
    EFFORT_KINDS,
    HANDLE,
    IDLE,
    PEEK,
    PHONE,
    SECOND,
    SWIVEL,
    World,
)

# milliseconds enough to hold any period: agent and time fit into one sortable number
SPAN = 2**37


@dataclass(frozen=True)
class Touches:
    """One entry per touch in order of agent and start; times in milliseconds since the start of the world.

    `first` and `middle` are the lengths of the part before and of the part during which the agent attended
    to something else (kind `special`: SWIVEL, PEEK at ticket `other`, IDLE); `middle` is 0 where there is
    none.
    """

    agent: np.ndarray
    ticket: np.ndarray
    start: np.ndarray
    end: np.ndarray
    way: np.ndarray
    outcome: np.ndarray
    has_reply: np.ndarray
    special: np.ndarray
    other: np.ndarray
    first: np.ndarray
    middle: np.ndarray

    def moment(self, touch: np.ndarray, share: np.ndarray) -> np.ndarray:
        """The time at which this share of a touch's own handling is done, never inside its middle part."""
        handled = (share * (self.end[touch] - self.start[touch] - self.middle[touch])).astype(np.int64)
        return self.start[touch] + handled + np.where(handled > self.first[touch], self.middle[touch], 0)


@dataclass(frozen=True)
class Visits:
    """One entry per visit in order of agent and start. Ticket −1: attention is on none; `shown` is on the
    screen.
    """

    agent: np.ndarray
    ticket: np.ndarray
    start: np.ndarray
    end: np.ndarray
    kind: np.ndarray
    touch: np.ndarray
    shown: np.ndarray


@dataclass(frozen=True)
class Sessions:
    """One entry per agent and shift from login to logout, in order of agent and start."""

    agent: np.ndarray
    start: np.ndarray
    end: np.ndarray
    has_logout: np.ndarray


def draw_touches(world: World, inquiries: Inquiries, log: DeskLog) -> Touches:
    """Order what happened at the desk, cut it at the end of the period, and draw what came between within a
    touch.
    """
    rng = world.rng("touches")
    rows = np.array(log.touches, dtype=np.int64).reshape(-1, 8)
    rows = rows[rows[:, 2] < world.end - SECOND]
    agent, ticket, start, end, pause, way, outcome, has_reply = rows[np.lexsort((rows[:, 2], rows[:, 0]))].T
    is_cut = end > world.end
    end = np.minimum(end, world.end)
    pause, outcome = np.where(is_cut, 0, pause), np.where(is_cut, NOTHING, outcome)
    has_reply = (has_reply > 0) & ~is_cut

    size, length, chance = len(agent), end - start, rng.random(len(agent))
    previous = np.concatenate([[-1], ticket[:-1]])
    previous[np.concatenate([[True], agent[1:] != agent[:-1]])] = -1
    is_text = (
        (ticket >= 0) & (inquiries.channel[ticket] != PHONE) & (length > 60 * SECOND) & ~is_cut & (pause == 0)
    )
    is_swivel = is_text & (chance < np.where(way == DEFERRED, 0.16, 0.06))
    is_peek = (
        is_text
        & (way == DEFERRED)
        & (chance >= 0.16)
        & (chance < 0.22)
        & (previous >= 0)
        & (previous != ticket)
    )
    away = np.minimum((10 + rng.exponential(28, size)) * SECOND, 0.4 * length).astype(np.int64)
    look = np.minimum(rng.uniform(8, 30, size) * SECOND, 0.3 * length).astype(np.int64)
    special = np.select([pause > 0, is_swivel, is_peek], [IDLE, SWIVEL, PEEK], default=HANDLE)
    middle = np.select([pause > 0, is_swivel, is_peek], [pause, away, look], default=0)
    return Touches(
        agent=agent,
        ticket=ticket,
        start=start,
        end=end,
        way=way,
        outcome=outcome,
        has_reply=has_reply,
        special=special,
        other=np.where(is_peek, previous, -1),
        first=(rng.uniform(0.25, 0.75, size) * (length - middle)).astype(np.int64),
        middle=middle,
    )


def cut_visits(world: World, touches: Touches) -> Visits:
    """Cut touches into visits: before, in and after the middle part; a call also into talk and after-work."""
    rng = world.rng("visits")
    size = len(touches.agent)
    index = np.arange(size)
    is_split = touches.middle > 0
    has_after = (touches.way == CALL) & (rng.random(size) < 0.8)
    after = (rng.uniform(0.1, 0.35, size) * (touches.end - touches.start)).astype(np.int64)
    cut = np.where(
        is_split, touches.start + touches.first, np.where(has_after, touches.end - after, touches.end)
    )
    resume = np.where(is_split, cut + touches.middle, cut)
    own = np.select([touches.way == NO_TICKET, touches.way == AWAY_FROM_DESK], [ADMIN, AWAY], default=HANDLE)

    touch = np.concatenate([index, index[is_split], index[cut < touches.end]])
    start = np.concatenate([touches.start, cut[is_split], resume[cut < touches.end]])
    end = np.concatenate([cut, resume[is_split], touches.end[cut < touches.end]])
    rest = np.where(has_after, AFTER_CALL, HANDLE)
    kind = np.concatenate([own, touches.special[is_split], rest[cut < touches.end]])
    attended = np.select(
        [kind == PEEK, kind == IDLE], [touches.other[touch], -1], default=touches.ticket[touch]
    )
    order = np.lexsort((start, touches.agent[touch]))
    touch, kind, attended = touch[order], kind[order], attended[order]
    shown = np.where(kind == PEEK, attended, touches.ticket[touch])
    return Visits(touches.agent[touch], attended, start[order], end[order], kind, touch, shown)


def draw_sessions(world: World, roster: Roster, touches: Touches) -> Sessions:
    """Log each agent in before the first stretch of a shift and out after the last thing done in it, if at
    all.
    """
    rng = world.rng("sessions")
    stretches = [
        (agent, day, start, end)
        for agent, worked in enumerate(roster.worked)
        for start, end, day in worked
        if start < world.end - 60 * SECOND
    ]
    agent, day, start, end = np.array(stretches, dtype=np.int64).reshape(-1, 4).T
    is_first = np.ones(len(agent), dtype=bool)
    is_first[1:] = (agent[1:] != agent[:-1]) | (day[1:] != day[:-1])
    first = np.flatnonzero(is_first)
    last_end = end[np.append(first[1:], len(agent)) - 1]
    agent, start = agent[first], start[first]
    # work may run on after the planned end
    place = np.searchsorted(agent * SPAN + start, touches.agent * SPAN + touches.start, side="right") - 1
    np.maximum.at(last_end, place, touches.end)
    end = last_end + rng.integers(5, 180, len(agent)) * SECOND
    return Sessions(
        agent=agent,
        start=start - rng.integers(20, 150, len(agent)) * SECOND,
        end=np.minimum(end, world.end),
        has_logout=(rng.random(len(agent)) < 0.94) & (end < world.end),
    )


def true_effort(visits: Visits, tickets: int) -> np.ndarray:
    """Milliseconds of effort per ticket: handling, after-work, swivel and short looks, not idling."""
    counts = np.isin(visits.kind, EFFORT_KINDS)
    effort = np.zeros(tickets, dtype=np.int64)
    np.add.at(effort, visits.ticket[counts], (visits.end - visits.start)[counts])
    return effort


def is_first_turn(touches: Touches) -> np.ndarray:
    """Whether a chat turn is the first touch of its ticket."""
    order = np.lexsort((touches.start, touches.ticket))
    first = np.ones(len(order), dtype=bool)
    first[1:] = touches.ticket[order][1:] != touches.ticket[order][:-1]
    result = np.empty(len(order), dtype=bool)
    result[order] = first
    return result & (touches.way == TURN)

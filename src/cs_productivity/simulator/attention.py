"""The truth: what every agent attended to, second by second. The logs are made from it, and later measured
against it.

A touch is one stay with a ticket (or one chat turn); a visit is the part of it spent on one thing. The
visits of an agent never overlap. Waiting and planned breaks are no visits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cs_productivity.simulator.book import AWAY_FROM_DESK, CALL, NO_TICKET, TURN
from cs_productivity.simulator.roster import Roster
from cs_productivity.simulator.touches import Touches
from cs_productivity.simulator.world import (
    ADMIN,
    AFTER_CALL,
    AWAY,
    EFFORT_KINDS,
    HANDLE,
    IDLE,
    PEEK,
    SECOND,
    SPAN,
    World,
)


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

    def at(self, agent: np.ndarray, time: np.ndarray) -> np.ndarray:
        """The last visit of each agent that began by then; −1 or another agent's where there is none."""
        return np.searchsorted(self.agent * SPAN + self.start, agent * SPAN + time, side="right") - 1


@dataclass(frozen=True)
class Sessions:
    """One entry per agent and shift from login to logout, in order of agent and start."""

    agent: np.ndarray
    start: np.ndarray
    end: np.ndarray
    has_logout: np.ndarray

    def at(self, agent: np.ndarray, time: np.ndarray) -> np.ndarray:
        """The last session of each agent that began by then, tab and all."""
        key = self.agent * SPAN + self.start - 2 * SECOND
        return np.searchsorted(key, agent * SPAN + time, side="right") - 1


def cut_visits(world: World, touches: Touches) -> Visits:
    """Cut touches into visits at what comes between; a call also into talk and after-work."""
    rng, parameters = world.rng("visits"), world.parameters
    size, within = len(touches.agent), touches.within
    index = np.arange(size)
    # silent reading is handling like any other
    cuts = np.flatnonzero(within.kind != HANDLE)
    cut, length = within.touch[cuts], within.length[cuts]
    after = np.flatnonzero((touches.way == CALL) & (rng.random(size) < parameters.after_call_share))
    part = rng.uniform(0.08, parameters.after_call_part, len(after))
    after_length = (part * (touches.end - touches.start)[after]).astype(np.int64)
    own = np.select([touches.way == NO_TICKET, touches.way == AWAY_FROM_DESK], [ADMIN, AWAY], default=HANDLE)

    touch = np.concatenate([index, cut, cut, after])
    start = np.concatenate(
        [touches.start, within.start[cuts], within.start[cuts] + length, touches.end[after] - after_length]
    )
    kind = np.concatenate([own, within.kind[cuts], own[cut], np.full(len(after), AFTER_CALL)])
    other = np.concatenate([np.full(size, -1), within.other[cuts], np.full(len(cut) + len(after), -1)])
    order = np.lexsort((start, touch))
    touch, start, kind, other = touch[order], start[order], kind[order], other[order]
    end = np.append(start[1:], 0)
    is_last = np.append(touch[1:] != touch[:-1], True)
    end[is_last] = touches.end[touch[is_last]]
    ticket = np.select([kind == PEEK, kind == IDLE], [other, -1], default=touches.ticket[touch])
    shown = np.where(kind == PEEK, other, touches.ticket[touch])
    return Visits(touches.agent[touch], ticket, start, end, kind, touch, shown)


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
        has_logout=(rng.random(len(agent)) < world.parameters.logout_share) & (end < world.end),
    )


def true_effort(visits: Visits, tickets: int) -> np.ndarray:
    """Milliseconds of effort per ticket: handling, after-work, swivel and short looks, not idling."""
    counts = np.isin(visits.kind, EFFORT_KINDS)
    length = (visits.end - visits.start)[counts]
    return np.bincount(visits.ticket[counts], length, tickets).astype(np.int64)


def is_first_turn(touches: Touches) -> np.ndarray:
    """Whether a chat turn is the first touch of its ticket."""
    order = np.lexsort((touches.start, touches.ticket))
    first = np.ones(len(order), dtype=bool)
    first[1:] = touches.ticket[order][1:] != touches.ticket[order][:-1]
    result = np.empty(len(order), dtype=bool)
    result[order] = first
    return result & (touches.way == TURN)

"""Touches: each stay of an agent with one thing, and what comes between within it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cs_productivity.simulator.book import DEFERRED, NOTHING, TURN, DeskLog
from cs_productivity.simulator.world import HANDLE, IDLE, MINUTE, PEEK, SECOND, SPAN, SWIVEL, World

# handling of this length lies before, between and after whatever comes between within a touch
LEAST_HANDLING = 3 * SECOND
# shorter touches hold nothing that comes between, but for a pause; longer than LONG, several things
SHORT, LONG = MINUTE, 3 * MINUTE


@dataclass(frozen=True)
class Interludes:
    """What comes between within touches, in order of touch and time; times in milliseconds.

    kind: SWIVEL, PEEK at the ticket `other`, IDLE, or HANDLE: silent reading, which is effort without any input.
    `offset` is how much of the touch's own handling lies before it; silent reading is not counted in that.
    """

    touch: np.ndarray
    kind: np.ndarray
    start: np.ndarray
    length: np.ndarray
    offset: np.ndarray
    other: np.ndarray


@dataclass(frozen=True)
class Touches:
    """One entry per touch in order of agent and start; times in milliseconds since the start of the world.

    `acted` is when the outcome came: at the end, or before it where the agent went on with the ticket.
    """

    agent: np.ndarray
    ticket: np.ndarray
    start: np.ndarray
    end: np.ndarray
    acted: np.ndarray
    way: np.ndarray
    outcome: np.ndarray
    has_reply: np.ndarray
    within: Interludes

    def moment(self, touch: np.ndarray, share: np.ndarray) -> np.ndarray:
        """The time at which this share of a touch's active handling before its outcome is done.

        It never lies inside an interlude.
        """
        within = self.within
        between = np.bincount(within.touch, within.length, len(self.agent)).astype(np.int64)
        handling = (self.acted - self.start - between)[touch]
        handled = (share * handling).astype(np.int64)
        passed = np.concatenate([[0], np.cumsum(within.length)])
        key = within.touch * SPAN + within.offset
        done = np.searchsorted(key, touch * SPAN + handled, side="left")
        first = np.searchsorted(key, touch * SPAN, side="left")
        return self.start[touch] + handled + passed[done] - passed[first]


def draw_touches(world: World, log: DeskLog) -> Touches:
    """Order what happened at the desk, cut it at the end of the period, and draw what came between within a
    touch.
    """
    rng = world.rng("touches")
    rows = log.touches
    rows = rows[rows[:, 2] < world.end - SECOND]
    rows = rows[np.lexsort((rows[:, 2], rows[:, 0]))]
    agent, ticket, start, end, acted, pause, way, outcome, has_reply = np.ascontiguousarray(rows.T)
    is_cut = end > world.end
    end = np.minimum(end, world.end)
    pause, outcome = np.where(is_cut, 0, pause), np.where(is_cut, NOTHING, outcome)
    acted = np.where(is_cut, end, acted)
    has_reply = (has_reply > 0) & ~is_cut
    previous = np.concatenate([[-1], ticket[:-1]])
    previous[np.concatenate([[True], agent[1:] != agent[:-1]])] = -1
    # nothing comes between where the outcome is there already
    own = np.where(is_cut, 0, acted - start - pause)
    within = draw_interludes(world, rng, way, ticket, previous, own, pause, start)
    return Touches(agent, ticket, start, end, acted, way, outcome, has_reply, within)


def draw_interludes(
    world: World,
    rng: np.random.Generator,
    way: np.ndarray,
    ticket: np.ndarray,
    previous: np.ndarray,
    own: np.ndarray,
    pause: np.ndarray,
    start: np.ndarray,
) -> Interludes:
    """Draw swivels, looks at the ticket before and silent reading, and place them and the pauses.

    All arrays have one entry per touch: way of work, ticket, the agent's ticket before, length of what is no pause,
    length of the pause, and start.
    """
    parameters, size = world.parameters, len(way)
    may = (way == DEFERRED) | (way == TURN)
    may &= own >= SHORT
    is_long = may & (own >= LONG)

    def share_of(deferred: float, chat: float) -> np.ndarray:
        return rng.random(size) < np.where(way == DEFERRED, deferred, chat)

    swivels = may & share_of(parameters.swivel_share, parameters.chat_swivel_share)
    again = swivels & is_long & (rng.random(size) < parameters.swivel_again_share)
    silent = may & share_of(parameters.silent_share, parameters.chat_silent_share)
    peeks = may & share_of(parameters.peek_share, 0.0) & (previous >= 0) & (previous != ticket)
    # in a short touch there is room for one of these, and the rarest would be crowded out by the others
    order = rng.random((3, size))
    for one, chosen in enumerate((swivels, silent, peeks)):
        for other, rival in enumerate((swivels, silent, peeks)):
            if one != other:
                chosen &= is_long | ~rival | (order[one] < order[other])

    def part(low: float, high: np.ndarray, most: tuple[float, float]) -> np.ndarray:
        """Lengths from the least seconds on, no longer than a share of a short and of a long touch."""
        return np.minimum(low * SECOND + high * SECOND, np.where(is_long, most[1], most[0]) * own)

    away = part(10, rng.exponential(parameters.swivel_seconds, size), (0.5, 0.2))
    away_again = part(10, rng.exponential(parameters.swivel_seconds, size), (0.5, 0.2))
    longest = np.minimum(150, np.where(is_long, 0.25, 0.5) * own / SECOND)
    silence = (30 + rng.random(size) * np.maximum(longest - 30, 0)) * SECOND
    look = part(8, rng.uniform(0, parameters.peek_seconds - 8, size), (0.4, 0.1))
    kinds = (
        (IDLE, pause > 0, pause),
        (SWIVEL, swivels, away),
        (SWIVEL, again, away_again),
        (HANDLE, silent, silence),
        (PEEK, peeks, look),
    )
    touch = np.concatenate([np.flatnonzero(chosen) for _, chosen, _ in kinds])
    kind = np.concatenate([np.full(int(chosen.sum()), code) for code, chosen, _ in kinds])
    length = np.concatenate([lengths[chosen].astype(np.int64) for _, chosen, lengths in kinds])
    place = np.lexsort((rng.random(len(touch)), touch))
    touch, kind, length = touch[place], kind[place], length[place]

    count = np.bincount(touch, minlength=size)
    total = np.bincount(touch, length * (kind != IDLE), size).astype(np.int64)
    # what handling is left is spread by chance, beyond the least that lies between two of them
    first = np.cumsum(count) - count
    number = np.arange(len(touch)) - first[touch]
    free = np.maximum((own - total - (count + 1) * LEAST_HANDLING)[touch], 0)
    spread = rng.random(len(touch))
    spread = spread[np.lexsort((spread, touch))]
    offset = (spread * free).astype(np.int64) + (number + 1) * LEAST_HANDLING
    passed = np.cumsum(length) - length
    before = passed - passed[first[touch]]
    return Interludes(
        touch=touch,
        kind=kind,
        start=start[touch] + offset + before,
        length=length,
        offset=offset,
        other=np.where(kind == PEEK, previous[touch], -1),
    )

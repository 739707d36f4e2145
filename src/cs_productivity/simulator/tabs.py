"""The tool's browser tabs: how long each lives, on which PC, and which one an agent uses when.

A tab session begins with a login, a reload, after a crash, or as the second tab of somebody who works in two. Two
tabs that live in parallel take turns: an agent attends to one thing in one tab at a time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cs_productivity.simulator.attention import Sessions, Visits
from cs_productivity.simulator.backend_log import BackendRows
from cs_productivity.simulator.touches import Touches
from cs_productivity.simulator.world import HANDLE, SECOND, SPAN, World

# this agent has a second PC, which is number `world.agents`
SECOND_PC_AGENT = 2
TWO_TAB_AGENTS, TWO_TABS_FROM = 0.1, 8
# the other tab comes to the front a moment before the first thing is done in it
BEFORE_TOUCH = 40
# between the two lives of a tab that is reloaded
RELOAD_GAP = 150


@dataclass(frozen=True)
class Tabs:
    """One entry per tab session, in order of agent and start; times in milliseconds.

    `ready` is when it shows what it showed before a crash, `end` the last moment it can report. Turns say from when
    on an agent uses which tab; `is_return` marks turns to a tab beside another one that lives on.
    """

    agent: np.ndarray
    start: np.ndarray
    end: np.ndarray
    ready: np.ndarray
    pc: np.ndarray
    is_crashed: np.ndarray
    turn_agent: np.ndarray
    turn_start: np.ndarray
    turn_tab: np.ndarray
    is_return: np.ndarray

    def of(self, agent: np.ndarray, time: np.ndarray) -> np.ndarray:
        """The tab that the agent uses at a time."""
        key = self.turn_agent * SPAN + self.turn_start
        return self.turn_tab[np.searchsorted(key, agent * SPAN + time, side="right") - 1]


@dataclass(frozen=True)
class Cuts:
    """Ends of a tab in mid-shift and the starts of the next one, per session in order of time."""

    session: np.ndarray
    end: np.ndarray
    start: np.ndarray
    ready: np.ndarray
    is_crash: np.ndarray


def draw_lanes(world: World, rng: np.random.Generator, sessions: Sessions) -> tuple[np.ndarray, np.ndarray]:
    """On which PC the first and the second tab of each shift are; −1 where there is no second one."""
    parameters, chance = world.parameters, rng.random(len(sessions.agent))
    others = np.setdiff1d(np.arange(world.agents), [SECOND_PC_AGENT])
    number = max(int(world.agents >= TWO_TABS_FROM), round(TWO_TAB_AGENTS * world.agents))
    has_two = np.isin(sessions.agent, rng.choice(others, number, replace=False))
    has_two &= chance < parameters.two_tab_share
    has_pc = sessions.agent == SECOND_PC_AGENT
    is_elsewhere = has_pc & (chance < parameters.second_pc_share)
    is_parallel = has_pc & ~is_elsewhere
    is_parallel &= chance < parameters.second_pc_share + parameters.parallel_pc_share
    first = np.where(is_elsewhere, world.agents, sessions.agent)
    second = np.where(is_parallel, world.agents, np.where(has_two, sessions.agent, -1))
    return first, second


def draw_changes(
    sessions: Sessions, touches: Touches, second: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """When agents with two tabs go from one to the other: (session, time, lane gone to), in order of time.

    Every ticket has its tab; a chore is done in whichever is in front.
    """
    session = sessions.at(touches.agent, touches.start)
    is_first = np.append(True, session[1:] != session[:-1])
    lane = np.where(second[session] >= 0, touches.ticket % 2, 0)
    lane = np.where((touches.ticket < 0) & is_first, 0, lane)
    stays = (touches.ticket < 0) & ~is_first
    lane = lane[np.maximum.accumulate(np.where(stays, 0, np.arange(len(lane))))]
    before = np.where(is_first, 0, np.append(0, lane[:-1]))
    change = np.flatnonzero(lane != before)
    return session[change], touches.start[change] - BEFORE_TOUCH, lane[change]


def draw_cuts(
    world: World,
    sessions: Sessions,
    touches: Touches,
    visits: Visits,
    backend: BackendRows,
    tabs: int,
    is_single: np.ndarray,
) -> Cuts:
    """Reload some tabs at the start of a touch, and let some die in the midst of one, where no call is under way.

    `tabs` is how many there are without these, `is_single` whether a shift has one tab at a time.
    """
    rng, shifts = world.rng("tabs").spawn(1)[0], len(sessions.agent)
    session = sessions.at(touches.agent, touches.start)
    candidates = np.flatnonzero(is_single[session] & (touches.start > sessions.start[session] + 10 * SECOND))
    chosen = np.full(shifts, -1)
    candidates = rng.permutation(candidates)
    chosen[session[candidates]] = candidates
    reload = chosen[(rng.random(shifts) < world.parameters.reload_share) & (chosen >= 0)]
    reload_start = touches.start[reload] - 1

    rng, share = world.rng("crashes"), world.scenario.crash_share
    length = visits.end - visits.start
    place = np.flatnonzero((visits.kind == HANDLE) & (length > 60 * SECOND))
    place = place[is_single[session[visits.touch[place]]]]
    died = visits.start[place] + 5 * SECOND
    died += (rng.random(len(place)) * (length[place] - 30 * SECOND)).astype(np.int64)
    back = died + rng.integers(4 * SECOND, 12 * SECOND, len(place))
    ready = back + rng.integers(1 * SECOND, 3 * SECOND, len(place))
    acts = np.flatnonzero(backend.agent >= 0)
    acted = np.sort(backend.agent[acts] * SPAN + backend.time[acts])
    key = visits.agent[place] * SPAN
    is_quiet = np.searchsorted(acted, key + died - 2 * SECOND) == np.searchsorted(acted, key + ready + SECOND)
    place = rng.permutation(np.flatnonzero(is_quiet & (ready < visits.end[place])))
    session_of = sessions.at(key // SPAN, died)
    _, one_each = np.unique(session_of[place], return_index=True)
    wanted = round(share * (tabs + len(reload)) / (1 - share))
    crash = rng.permutation(place[one_each])[:wanted]

    cuts = Cuts(
        session=np.concatenate([session[reload], session_of[crash]]),
        end=np.concatenate([reload_start - RELOAD_GAP, died[crash]]),
        start=np.concatenate([reload_start, back[crash]]),
        ready=np.concatenate([reload_start, ready[crash]]),
        is_crash=np.arange(len(reload) + len(crash)) >= len(reload),
    )
    order = np.lexsort((cuts.start, cuts.session))
    return Cuts(*(getattr(cuts, name)[order] for name in ("session", "end", "start", "ready", "is_crash")))


def draw_tabs(
    world: World, sessions: Sessions, touches: Touches, visits: Visits, backend: BackendRows
) -> Tabs:
    """Open the tabs of every shift, cut some of their lives short, and say whose turn it is when."""
    shifts = len(sessions.agent)
    start, end = sessions.start - 2 * SECOND, sessions.end + 1_500
    pc, second = draw_lanes(world, world.rng("tabs"), sessions)
    changed, change_time, lane = draw_changes(sessions, touches, second)
    # the second tab is opened when it is first needed
    opened, first_change = np.unique(changed[lane == 1], return_index=True)
    opened_at = change_time[lane == 1][first_change]
    cuts = draw_cuts(world, sessions, touches, visits, backend, shifts + len(opened), second < 0)

    # the lives of first tabs, session by session, and then the second tabs
    life = np.concatenate([np.arange(shifts), cuts.session])
    life_start = np.concatenate([start, cuts.start])
    order = np.lexsort((life_start, life))
    life, life_start = life[order], life_start[order]
    ready = np.concatenate([start, cuts.ready])[order]
    cut = order - shifts
    is_cut_off = np.append(cut[1:] >= 0, False)
    next_cut = np.append(cut[1:], -1)[is_cut_off]
    life_end, is_crashed = end[life], np.zeros(len(life), dtype=bool)
    life_end[is_cut_off], is_crashed[is_cut_off] = cuts.end[next_cut], cuts.is_crash[next_cut]
    tab_session = np.concatenate([life, opened])
    tab_start = np.concatenate([life_start, opened_at])
    order = np.lexsort((tab_start, sessions.agent[tab_session]))
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order))

    # shifts with two tabs have one life each of both
    first_tab = number[np.searchsorted(life, np.arange(shifts))]
    second_tab = np.full(shifts, -1)
    second_tab[opened] = number[len(life) :]
    turn_session = np.concatenate([life, changed])
    turn_start = np.concatenate([life_start, change_time])
    turn_tab = np.where(lane == 1, second_tab[changed], first_tab[changed])
    turn_tab = np.concatenate([number[: len(life)], turn_tab])
    turns = np.lexsort((turn_start, sessions.agent[turn_session]))
    return Tabs(
        agent=sessions.agent[tab_session][order],
        start=tab_start[order],
        end=np.concatenate([life_end, end[opened]])[order],
        ready=np.concatenate([ready, opened_at])[order],
        pc=np.concatenate([pc[life], second[opened]])[order],
        is_crashed=np.append(is_crashed, np.zeros(len(opened), dtype=bool))[order],
        turn_agent=sessions.agent[turn_session][turns],
        turn_start=turn_start[turns],
        turn_tab=turn_tab[turns],
        is_return=(np.arange(len(turns)) >= len(life))[turns],
    )

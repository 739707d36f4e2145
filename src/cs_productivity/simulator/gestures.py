"""What agents do in a tab (inputs, clicks, copies, pastes, templates), and what a tab does by itself.

Gestures lie in stretches in which something in the tool is attended to, and never in silent reading.
"""

from __future__ import annotations

import numpy as np

from cs_productivity.simulator.attention import Visits
from cs_productivity.simulator.book import DEFERRED, TURN
from cs_productivity.simulator.tabs import Tabs
from cs_productivity.simulator.touches import SHORT, Touches
from cs_productivity.simulator.world import (
    ADMIN,
    AFTER_CALL,
    HANDLE,
    IDLE,
    PEEK,
    SECOND,
    SPAN,
    SWIVEL,
    VISIT_KINDS,
    World,
)

# the tool reports no more than one input a second
LEAST_BETWEEN_INPUTS = SECOND


def mean_between_inputs(
    world: World, rng: np.random.Generator, way: np.ndarray, visits: Visits
) -> np.ndarray:
    """Mean milliseconds between inputs in each visit, infinite where there are none."""
    parameters = world.parameters
    seconds = np.full((len(VISIT_KINDS), 5), np.inf)
    # by way of work: call, chat turn, deferred, no ticket, away
    deferred = parameters.deferred_input_seconds
    seconds[HANDLE] = [
        parameters.call_input_seconds,
        parameters.chat_input_seconds,
        deferred,
        deferred,
        np.inf,
    ]
    seconds[AFTER_CALL] = parameters.after_call_input_seconds
    seconds[PEEK] = parameters.peek_input_seconds
    seconds[ADMIN] = parameters.chore_input_seconds
    own = np.exp(rng.normal(0, parameters.input_sigma, world.agents))
    return seconds[visits.kind, way[visits.touch]] * own[visits.agent] * SECOND


def draw_inputs(
    world: World, rng: np.random.Generator, touches: Touches, visits: Visits
) -> tuple[np.ndarray, np.ndarray]:
    """Moments of input as (agent, time), in order: one second and a random while after the one before."""
    mean = mean_between_inputs(world, rng, touches.way, visits)
    length = visits.end - visits.start
    visit = np.repeat(np.arange(len(length)), rng.poisson(length / (mean - LEAST_BETWEEN_INPUTS)))
    after = np.sort(visit * SPAN + (rng.random(len(visit)) * length[visit]).astype(np.int64)) - visit * SPAN
    first = np.searchsorted(visit, np.arange(len(length)))
    after += (np.arange(len(visit)) - first[visit] + 1) * LEAST_BETWEEN_INPUTS
    keep = after < length[visit]
    visit, after = visit[keep], after[keep]
    agent, time = visits.agent[visit], visits.start[visit] + after
    silent = np.flatnonzero(touches.within.kind == HANDLE)
    begin = touches.within.start[silent]
    end = np.append(begin + touches.within.length[silent], 0)
    begins = touches.agent[touches.within.touch[silent]] * SPAN + begin
    owner = np.append(touches.agent[touches.within.touch[silent]], -1)
    last = np.searchsorted(begins, agent * SPAN + time, side="right") - 1
    is_silent = (owner[last] == agent) & (time <= end[last])
    return agent[~is_silent], time[~is_silent]


def draw_swivel_gestures(
    world: World, rng: np.random.Generator, visits: Visits
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Copies before and pastes after swivels as (agent, time): they tell a swivel from other absences."""
    parameters = world.parameters
    swivel = np.flatnonzero(visits.kind == SWIVEL)
    has_copy = rng.random(len(swivel)) < parameters.copy_share
    has_paste = rng.random(len(swivel)) < parameters.paste_share
    copy, paste = swivel[has_copy], swivel[has_paste | ~has_copy]
    return {
        "copy": (visits.agent[copy], visits.start[copy] - rng.integers(80, 700, len(copy))),
        "paste": (visits.agent[paste], visits.end[paste] + rng.integers(300, 1_800, len(paste))),
    }


def draw_own_copies(
    world: World, rng: np.random.Generator, touches: Touches
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Copies and pastes inside the tool, far from any pause or end of a touch."""
    within = touches.within
    has_pause = np.zeros(len(touches.agent), dtype=bool)
    has_pause[within.touch[within.kind == IDLE]] = True
    may = ((touches.way == DEFERRED) | (touches.way == TURN)) & ~has_pause
    may &= touches.end - touches.start >= SHORT
    touch = np.flatnonzero(may & (rng.random(len(may)) < world.parameters.own_copy_share))
    share = rng.uniform(0.1, 0.4, len(touch))
    agent = touches.agent[touch]
    return {
        "copy": (agent, touches.moment(touch, share)),
        "paste": (agent, touches.moment(touch, share + rng.uniform(0.02, 0.1, len(touch)))),
    }


def draw_clicks(world: World, rng: np.random.Generator, visits: Visits) -> tuple[np.ndarray, np.ndarray]:
    """Clicks at the beginning of some stretches of handling as (agent, time)."""
    is_clicked = rng.random(len(visits.kind)) < world.parameters.click_share
    click = np.flatnonzero((visits.kind == HANDLE) & is_clicked)
    length = visits.end[click] - visits.start[click]
    after = np.minimum(rng.integers(500, 2_500, len(click)), length // 2)
    return visits.agent[click], visits.start[click] + after


def draw_templates(world: World, rng: np.random.Generator, touches: Touches) -> tuple[np.ndarray, np.ndarray]:
    """Insertions of a template into some replies as (agent, time)."""
    has_template = rng.random(len(touches.agent)) < world.parameters.template_share
    reply = np.flatnonzero(touches.has_reply & has_template)
    return touches.agent[reply], touches.moment(reply, rng.uniform(0.6, 0.9, len(reply)))


def draw_heartbeats(
    world: World,
    rng: np.random.Generator,
    tabs: Tabs,
    unseen: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> tuple[np.ndarray, np.ndarray]:
    """Heartbeats as (tab, time): at the tab's own rhythm while it is visible, with or without anybody before
    it.

    `unseen` holds the stretches (tab, start, end) in which it is not.
    """
    size = len(tabs.start)
    every = (world.parameters.heartbeat_seconds * rng.uniform(0.9, 1.1, size) * SECOND).astype(np.int64)
    count = (tabs.end - tabs.start) // every
    tab = np.repeat(np.arange(size), count)
    place = np.arange(len(tab)) - np.repeat(np.cumsum(count) - count, count)
    time = tabs.start[tab] + place * every[tab] + rng.integers(20, 400, len(tab))
    off_tab, off_start, off_end = unseen
    last = np.searchsorted(off_tab * SPAN + off_start, tab * SPAN + time, side="right") - 1
    is_off = (last >= 0) & (np.append(off_tab, -1)[last] == tab) & (time < np.append(off_end, 0)[last])
    return tab[~is_off], time[~is_off]

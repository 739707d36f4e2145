"""The clocks of the PCs: offset, drift, and jumps in mid-shift."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cs_productivity.simulator.attention import Sessions
from cs_productivity.simulator.tabs import SECOND_PC_AGENT, Tabs
from cs_productivity.simulator.world import DAY, MINUTE, SECOND, SPAN, World

CLOCK_YEARS_OFF_DAYS = 2_207
# the smallest and the largest jump
JUMPS = (SECOND / 2, 30 * MINUTE)
DRIFT_SIGMA = (10.0, 50.0)


@dataclass(frozen=True)
class Clocks:
    """One entry per PC: offset in milliseconds and drift in millionths.

    A step sets by how much (milliseconds) a PC's clock is further off from a time on; steps are in order of PC and
    time. The `jumps` are (PC, time, size): a clock that has jumped is set right before the next shift.
    """

    offset: np.ndarray
    drift: np.ndarray
    step_pc: np.ndarray
    step_time: np.ndarray
    step_size: np.ndarray
    jumps: tuple[np.ndarray, np.ndarray, np.ndarray]

    def read(self, pc: np.ndarray, time: np.ndarray) -> np.ndarray:
        """What the clock of a PC shows at a true time, both in milliseconds since the start."""
        shown = time + self.offset[pc] + np.rint(time * self.drift[pc] * 1e-6).astype(np.int64)
        if len(self.jumps[0]):
            place = np.searchsorted(self.step_pc * SPAN + self.step_time, pc * SPAN + time, side="right") - 1
            shown += np.where((place >= 0) & (self.step_pc[place] == pc), self.step_size[place], 0)
        return shown


def draw_clocks(world: World, sessions: Sessions, tabs: Tabs) -> Clocks:
    """Most clocks are within seconds, a third minutes off, one years off; how many jump is up to the scenario."""
    rng, size = world.rng("clocks"), world.agents + 1
    nothing = np.zeros(0, dtype=np.int64)
    if world.scenario.clocks_are_exact:
        return Clocks(np.zeros(size, np.int64), np.zeros(size), nothing, nothing, nothing, (nothing,) * 3)
    offset = rng.normal(0, 2 * SECOND, size)
    minutes_off = rng.random(size) < 0.3
    offset = np.where(minutes_off, rng.choice([-1, 1], size) * rng.uniform(1, 12, size) * MINUTE, offset)
    offset[world.agents // 2] -= CLOCK_YEARS_OFF_DAYS * DAY
    drift = rng.normal(0, rng.uniform(*DRIFT_SIGMA), size)

    jumps = np.flatnonzero(rng.random(len(tabs.start)) < world.scenario.jump_share)
    life = tabs.end[jumps] - tabs.start[jumps]
    time = tabs.start[jumps] + (rng.uniform(0.1, 0.9, len(jumps)) * life).astype(np.int64)
    jump = np.exp(rng.uniform(*np.log(JUMPS), len(jumps))) * rng.choice([-1, 1], len(jumps))
    jump = np.rint(jump).astype(np.int64)
    pc = tabs.pc[jumps]
    # before every shift each of its agent's PCs is set right again
    has_second = np.flatnonzero(sessions.agent == SECOND_PC_AGENT)
    set_pc = np.append(sessions.agent, np.full(len(has_second), world.agents))
    set_time = np.append(sessions.start, sessions.start[has_second]) - 3 * SECOND
    step_pc, step_time = np.concatenate([pc, set_pc]), np.concatenate([time, set_time])
    size = np.concatenate([jump, np.zeros(len(set_pc), dtype=np.int64)])
    is_set = np.arange(len(step_pc)) >= len(pc)
    order = np.lexsort((step_time, step_pc))
    step_pc, step_time, size, is_set = step_pc[order], step_time[order], size[order], is_set[order]
    total = np.cumsum(size)
    last_set = np.maximum.accumulate(np.where(is_set, np.arange(len(total)), 0))
    return Clocks(
        offset.astype(np.int64), drift, step_pc, step_time, total - total[last_set], (pc, time, jump)
    )

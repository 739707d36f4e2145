"""How long things take: buffered random draws, and the effort of a call, a chat turn or a piece of deferred
work.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from cs_productivity.simulator.inflow import Inquiries
from cs_productivity.simulator.roster import Roster
from cs_productivity.simulator.world import (
    BACK_OFFICE,
    CHANNEL_EFFORT,
    REASONS,
    SECOND,
    TEXT,
    TOOL_EFFORT_FACTOR,
    VOICE,
    World,
)

BLOCK = 16_384
# the tool release reaches the teams one after the other (share of the period); the night team never gets it
TOOL_ROLLOUT = {VOICE: 0.36, TEXT: 0.50, BACK_OFFICE: 0.61}
TOOL_RELEASE_SHARE = 0.32


class Draws:
    """Random numbers one at a time, drawn in blocks: a call of numpy per number would cost more than the
    run.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self._uniform = self._blocks(rng.random)
        self._normal = self._blocks(rng.standard_normal)
        self._exponential = self._blocks(rng.standard_exponential)

    @staticmethod
    def _blocks(draw: Callable[[int], np.ndarray]) -> Iterator[float]:
        while True:
            yield from draw(BLOCK).tolist()

    def uniform(self) -> float:
        """A number from 0 up to 1."""
        return next(self._uniform)

    def exponential(self) -> float:
        """A number from the exponential distribution with mean 1."""
        return next(self._exponential)

    def lognormal(self, median: float, sigma: float) -> int:
        """A lognormal whole number with this median and spread of its logarithm."""
        return int(median * math.exp(sigma * next(self._normal)))


class EffortModel:
    """Milliseconds of true effort for each thing an agent does, by reason, channel, ticket, agent and
    release.
    """

    def __init__(self, world: World, roster: Roster, inquiries: Inquiries, draws: Draws) -> None:
        self.agents, self.draws = roster.agents, draws
        self.tool_since = {team: world.at_share(share) for team, share in TOOL_ROLLOUT.items()}
        self.tail_share, self.known_share = world.parameters.tail_share, world.parameters.known_share
        factor = np.asarray(CHANNEL_EFFORT)[inquiries.channel] * inquiries.complexity
        factor *= world.parameters.effort_scale
        self.sigma = np.asarray([reason.sigma for reason in REASONS])[inquiries.reason].tolist()
        medians = np.asarray([reason.median_seconds for reason in REASONS])[inquiries.reason]
        self.median = (medians * factor * SECOND).tolist()
        self.turn_median: dict[int, float] = {}

    def has_tool_release(self, agent: int, time: int) -> bool:
        """Whether the agent's team had the tool release at this time."""
        since = self.tool_since.get(self.agents[agent].team_at(time))
        return since is not None and time >= since

    def factor(self, agent: int, time: int) -> float:
        """What the agent and the tool do to the effort of anything begun at this time."""
        speed = self.agents[agent].speed
        return speed * TOOL_EFFORT_FACTOR if self.has_tool_release(agent, time) else speed

    def _draw(self, median: float, sigma: float, shortest: float) -> int:
        # the heavy tail: now and then a case takes three times as long
        if self.draws.uniform() < self.tail_share:
            median *= 3.0
        return max(int(shortest * SECOND), min(self.draws.lognormal(median, sigma), 5_400 * SECOND))

    def call(self, ticket: int, agent: int, time: int) -> int:
        """A call with the work after it."""
        return self._draw(self.median[ticket] * self.factor(agent, time), self.sigma[ticket], 8)

    def open_chat(self, ticket: int, turns: int) -> None:
        """Spread the effort of a chat over its turns, more turns making it longer as well."""
        self.turn_median[ticket] = self.median[ticket] / (2.0 + 0.6 * turns)

    def turn(self, ticket: int, agent: int, time: int) -> int:
        """One turn of a chat: reading, looking up, writing."""
        median = self.turn_median[ticket] * self.factor(agent, time)
        return min(self._draw(median, 0.5, 5), 900 * SECOND)

    def deferred(self, ticket: int, agent: int, time: int, is_known: bool) -> int:
        """One stretch of deferred work; a ticket that was worked before takes less."""
        share = self.known_share if is_known else 1.0
        return self._draw(self.median[ticket] * share * self.factor(agent, time), self.sigma[ticket], 15)

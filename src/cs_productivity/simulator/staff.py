"""Agents at the desk during a run: who is there, who is free, and which queues each may take from.

Queues are numbered: one per channel, then one per team (transfers), then one per agent (customers who
answered).
"""

from __future__ import annotations

from bisect import bisect_right

from cs_productivity.simulator.roster import Roster
from cs_productivity.simulator.world import (
    CHANNELS,
    CHAT,
    HOUR,
    MAIL,
    MINUTE,
    PHONE,
    SECOND,
    TEAMS,
    TEXT,
    VOICE,
)

CHAT_LIMIT, LAST_CHAT_BEFORE_END = 3, 10 * MINUTE
OWNER_COMES_BACK_WITHIN = 16 * HOUR
SHORTEST_PART = 90 * SECOND
# a team this large keeps its last free agent for live customers
RESERVE_FROM = 4


def team_queue(team: int) -> int:
    """The queue of what was transferred to a team."""
    return len(CHANNELS) + team


def own_queue(agent: int) -> int:
    """The queue of what waits for one agent."""
    return len(CHANNELS) + len(TEAMS) + agent


class Staff:
    """The state of all agents. `stretch_end` is until when one works, `idle` since when one waits."""

    def __init__(self, roster: Roster) -> None:
        self.agents, self.worked = roster.agents, roster.worked
        size = len(self.agents)
        self.stretch_end = [-1] * size
        self.open_chats = [0] * size
        self.busy = [False] * size
        self.idle: dict[int, int] = {}
        teams = [agent.teams[0][1] for agent in self.agents]
        self.keeps_reserve = tuple(team for team in (VOICE, TEXT) if teams.count(team) >= RESERVE_FROM)

    def is_working(self, agent: int, time: int) -> bool:
        """Whether the agent may begin something new."""
        return time < self.stretch_end[agent]

    def waiting_longest(self) -> list[int]:
        """Agents without anything to do, the one who has waited longest first."""
        return sorted(self.idle, key=lambda agent: (self.idle[agent], agent))

    def queues_of(self, agent: int, time: int) -> tuple[list[int], list[int]]:
        """The live and the deferred queues an agent may take from now."""
        team = self.agents[agent].team_at(time)
        channels, left = TEAMS[team].channels, self.stretch_end[agent] - time
        chats = self.open_chats[agent]
        live = [PHONE] if PHONE in channels and not chats else []
        if CHAT in channels and chats < CHAT_LIMIT - agent % 2 and left > LAST_CHAT_BEFORE_END:
            live.append(CHAT)
        if chats or left < SHORTEST_PART:
            return live, []
        deferred = [own_queue(agent), team_queue(team)]
        if team not in self.keeps_reserve or self.has_another_free(agent, team, time):
            deferred += [channel for channel in channels if channel >= MAIL]
        return live, deferred

    def has_another_free(self, agent: int, team: int, time: int) -> bool:
        """Whether somebody else of the team waits as well."""
        return any(
            other != agent and self.is_working(other, time) and self.agents[other].team_at(time) == team
            for other in self.idle
        )

    def is_there_soon(self, agent: int, time: int) -> bool:
        """Whether the agent is at work or comes back within the day."""
        stretches = self.worked[agent]
        place = bisect_right(stretches, time, key=lambda stretch: stretch[0])
        if place > 0 and time < stretches[place - 1][1]:
            return True
        return place < len(stretches) and stretches[place][0] - time < OWNER_COMES_BACK_WITHIN

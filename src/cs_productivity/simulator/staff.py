"""Agents at the desk during a run: who is there, who is free, and which queues each may take from.

Queues are numbered: one per channel, then one per team (transfers), then one per agent (customers who
answered).
"""

from __future__ import annotations

from bisect import bisect_right
from operator import itemgetter

from cs_productivity.simulator.roster import Roster
from cs_productivity.simulator.world import (
    CHANNELS,
    CHAT,
    HOUR,
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
STRETCH_START = itemgetter(0)
# the teams that serve each channel
SERVING = tuple(
    tuple(team for team in range(len(TEAMS)) if channel in TEAMS[team].channels)
    for channel in range(len(CHANNELS))
)
# a team this large keeps its last free agent for live customers
RESERVE_FROM = 4


def team_queue(team: int) -> int:
    """The queue of what was transferred to a team."""
    return len(CHANNELS) + team


def own_queue(agent: int) -> int:
    """The queue of what waits for one agent."""
    return len(CHANNELS) + len(TEAMS) + agent


class Staff:
    """The state of all agents. `stretch_end` is until when one works, `is_waiting` whether one has nothing to do.

    Of those who wait, `waiting` holds since when by team, as long as they are at work.
    """

    def __init__(self, roster: Roster) -> None:
        self.agents, self.worked = roster.agents, roster.worked
        size = len(self.agents)
        self.stretch_end = [-1] * size
        self.open_chats = [0] * size
        self.busy = [False] * size
        self.is_waiting = [False] * size
        self.team = [agent.teams[0][1] for agent in self.agents]
        self.waiting: list[dict[int, int]] = [{} for _ in TEAMS]
        self.keeps_reserve = tuple(
            team in (VOICE, TEXT) and self.team.count(team) >= RESERVE_FROM for team in range(len(TEAMS))
        )
        self.chat_limit = [CHAT_LIMIT - agent % 2 for agent in range(size)]

    def start_stretch(self, time: int, agent: int, end: int) -> None:
        """Let an agent begin a stretch of work, in the team of that day."""
        self.stretch_end[agent] = end
        self.waiting[self.team[agent]].pop(agent, None)
        self.team[agent] = self.agents[agent].team_at(time)

    def is_working(self, agent: int, time: int) -> bool:
        """Whether the agent may begin something new."""
        return time < self.stretch_end[agent]

    def wait(self, time: int, agent: int) -> None:
        """Let an agent wait from now on."""
        self.is_waiting[agent] = True
        if time < self.stretch_end[agent]:
            self.waiting[self.team[agent]][agent] = time

    def stop_waiting(self, agent: int) -> None:
        """An agent who waited has found something to do."""
        self.is_waiting[agent] = False
        self.waiting[self.team[agent]].pop(agent, None)

    def who_may_take(self, queue: int, time: int) -> list[int]:
        """Those who wait, are at work and may take from a queue now, the one who has waited longest first."""
        if queue >= own_queue(0):
            agent = queue - own_queue(0)
            return [agent] if self.is_waiting[agent] and self.may_defer(agent, time) else []
        teams = SERVING[queue] if queue < len(CHANNELS) else (queue - len(CHANNELS),)
        found = []
        for team in teams:
            found += [(since, agent) for agent, since in self.waiting[team].items()]
        found.sort()
        if queue == PHONE:
            return [
                agent for _, agent in found if not self.open_chats[agent] and self.is_working(agent, time)
            ]
        if queue == CHAT:
            return [agent for _, agent in found if self.may_open_chat(agent, time)]
        return [
            agent
            for _, agent in found
            if self.may_defer(agent, time)
            and (queue >= len(CHANNELS) or self.may_leave_live(agent, self.team[agent], time))
        ]

    def may_open_chat(self, agent: int, time: int) -> bool:
        """Whether the agent may take one more chat."""
        left = self.stretch_end[agent] - time
        return self.open_chats[agent] < self.chat_limit[agent] and left > LAST_CHAT_BEFORE_END

    def may_defer(self, agent: int, time: int) -> bool:
        """Whether the agent may take deferred work."""
        return not self.open_chats[agent] and self.stretch_end[agent] - time >= SHORTEST_PART

    def may_leave_live(self, agent: int, team: int, time: int) -> bool:
        """Whether enough of the team wait for live customers without this agent."""
        if not self.keeps_reserve[team]:
            return True
        return any(other != agent and time < self.stretch_end[other] for other in self.waiting[team])

    def is_there_soon(self, agent: int, time: int) -> bool:
        """Whether the agent is at work or comes back within the day."""
        stretches = self.worked[agent]
        place = bisect_right(stretches, time, key=STRETCH_START)
        if place > 0 and time < stretches[place - 1][1]:
            return True
        return place < len(stretches) and stretches[place][0] - time < OWNER_COMES_BACK_WITHIN

"""Who works when: agents, their teams over time, the planned shifts, and the stretches that were really
worked.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np

from cs_productivity.simulator.world import DAY, MINUTE, SHIFT_STARTS, TEAMS, TEXT, VOICE, World

EMPLOYMENT = ("full_time", "part_time", "contract")
# minutes from the start of the shift: (from, to, activity); work fills what is left
FULL_TIME_MINUTES, PART_TIME_MINUTES = 540, 300


@dataclass
class Agent:
    """A person at the desk; `teams` holds (since, team) in order of time, the first one since before the
    start.
    """

    agent_id: str
    site: str
    employment_type: str
    role: str
    hired_on: date
    speed: float
    pattern_shift: int
    teams: list[tuple[int, int]]

    def team_at(self, time: int) -> int:
        """The team of the agent at a time (milliseconds since the start)."""
        if len(self.teams) == 1:
            return self.teams[0][1]
        return self.teams[bisect_right(self.teams, (time, len(TEAMS))) - 1][1]


@dataclass(frozen=True)
class ShiftRow:
    """One version of one planned stretch; times in milliseconds since the start."""

    agent: int
    shift_id: str
    starts: int
    ends: int
    activity: str
    planned: int
    updated: int
    is_cancelled: bool


@dataclass
class Roster:
    """Agents, planned shifts, and per agent the (start, end, day) of each stretch that was really worked."""

    agents: list[Agent]
    shifts: list[ShiftRow] = field(default_factory=list)
    worked: list[list[tuple[int, int, int]]] = field(default_factory=list)


def team_sizes(agents: int) -> list[int]:
    """Split the agents over the teams by share, at least one each (largest remainder)."""
    free = agents - len(TEAMS)
    exact = [team.share * free for team in TEAMS]
    sizes = [int(value) for value in exact]
    for team in sorted(range(len(TEAMS)), key=lambda team: sizes[team] - exact[team])[: free - sum(sizes)]:
        sizes[team] += 1
    return [size + 1 for size in sizes]


def plan_day(rng: np.random.Generator, part_time: bool, is_meeting_day: bool) -> list[tuple[int, int, str]]:
    """Cut one shift into (from, to, activity), in minutes from its start, without gaps or overlaps."""
    training = rng.random() < 0.04
    if part_time:
        length, busy = PART_TIME_MINUTES, [(150, 165, "break")]
        if is_meeting_day:
            busy.append((210, 240, "meeting"))
    else:
        lunch = 210 + 30 * int(rng.integers(3))
        length, busy = FULL_TIME_MINUTES, [(105, 120, "break"), (lunch, lunch + 60, "break")]
        if is_meeting_day:
            busy.append((345, 375, "meeting"))
        if training:
            busy.append((375, 435, "training"))
        busy.append((450, 465, "break"))
    pieces, at = [], 0
    for start, end, activity in busy:
        if start > at:
            pieces.append((at, start, "work"))
        pieces.append((start, end, activity))
        at = end
    return [*pieces, (at, length, "work")]


def draw_agents(world: World, rng: np.random.Generator) -> list[Agent]:
    """Hire the agents; two of them (one in a small team) change team in mid-period."""
    agents: list[Agent] = []
    for team, size in enumerate(team_sizes(world.agents)):
        for place in range(size):
            agents.append(
                Agent(
                    agent_id=f"agent_{len(agents) + 1:02d}",
                    site=TEAMS[team].sites[place % len(TEAMS[team].sites)],
                    employment_type=EMPLOYMENT[(0, 1, 1, 2, 1)[len(agents) % 5]],
                    role="senior" if place == 0 else "agent",
                    hired_on=world.first_day - timedelta(days=int(rng.integers(60, 2500))),
                    speed=float(np.exp(rng.normal(0, world.parameters.speed_sigma))),
                    pattern_shift=place,
                    teams=[(-365 * DAY, team)],
                )
            )
    movers = [agent for agent in agents if agent.teams[0][1] == VOICE][-1:]
    if world.agents >= 8:
        movers += [agent for agent in agents if agent.teams[0][1] == TEXT][-1:]
    for number, agent in enumerate(movers):
        # from the voice team to the back office, from the text team to the voice team
        agent.teams.append((world.at_share(0.45 + 0.2 * number), (2, VOICE)[number]))
    return agents


def draw_roster(world: World) -> Roster:
    """Plan the shifts and draw what was worked; one shift is cancelled and one ends earlier than first
    planned.
    """
    rng = world.rng("roster")
    roster = Roster(draw_agents(world, rng))
    roster.worked = [[] for _ in roster.agents]
    cancelled = corrected = None
    for day in range(world.days):
        weekday = (world.first_day.weekday() + day) % 7
        week_plan = (day - weekday) * DAY - 4 * DAY + 18 * 60 * MINUTE
        for number, agent in enumerate(roster.agents):
            if (weekday - 2 * number) % 7 in (0, 1):
                continue
            team = TEAMS[agent.team_at(day * DAY + DAY // 2)]
            pattern = team.patterns[(agent.pattern_shift + day // 7) % len(team.patterns)]
            first = day * DAY + SHIFT_STARTS[pattern] * MINUTE
            is_part_time = agent.employment_type == "part_time" and pattern != "night"
            if is_part_time and pattern == "late":
                # the evening is where people are short
                first += (FULL_TIME_MINUTES - PART_TIME_MINUTES) * MINUTE
            plan = plan_day(rng, is_part_time, weekday == (1, 2, 3, 1)[TEAMS.index(team)])
            on_leave = rng.random() < 0.04
            if on_leave:
                plan = [(0, plan[-1][1], "leave")]
            rows = [
                ShiftRow(
                    number,
                    f"{agent.agent_id}-d{day:03d}-{place}",
                    first + start * MINUTE,
                    first + end * MINUTE,
                    activity,
                    week_plan,
                    week_plan,
                    False,
                )
                for place, (start, end, activity) in enumerate(plan)
            ]
            roster.shifts += rows
            if on_leave:
                continue
            last_hour = rows[-1].ends - 60 * MINUTE
            if cancelled is None and day >= world.days // 3 and number % 3 == 1:
                cancelled = number
                told = first - 90 * MINUTE
                roster.shifts += [replace(row, updated=told, is_cancelled=True) for row in rows]
                continue
            if corrected is None and day >= world.days // 2 and rows[-1].starts < last_hour:
                corrected = number
                rows[-1] = replace(rows[-1], ends=last_hour, updated=rows[-1].starts + 30 * MINUTE)
                roster.shifts.append(rows[-1])
            work = [(row.starts, row.ends) for row in rows if row.activity == "work"]
            for place, (start, end) in enumerate(work):
                late = int(rng.integers(-120_000, 300_000) if place == 0 else rng.integers(-60_000, 180_000))
                if start + late < end:
                    roster.worked[number].append((start + late, end, day))
    return roster

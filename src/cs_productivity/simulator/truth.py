"""The truth as tables, beside the logs: what measuring from the logs has to find."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from cs_productivity.simulator.attention import true_effort
from cs_productivity.simulator.effort import TOOL_ROLLOUT
from cs_productivity.simulator.schema import numbered, times, words
from cs_productivity.simulator.simulation import Frontend, Simulated
from cs_productivity.simulator.tables import coded_tabs, people
from cs_productivity.simulator.world import CHANNELS, HANDLE, IDLE, REASONS, SWIVEL, VISIT_KINDS, World


def truth_tables(run: Simulated) -> dict[str, pa.Table]:
    """What was attended to, and what became of the browsers' events.

    Returns:
        visits: one row per visit in order of agent and time. `touch_no` numbers the touches in the same order,
        `channel` is that of the touch's ticket, null in chores and absences.
        tickets: seconds per ticket. `effort_seconds` is that of all its visits that count; `swivel_seconds` is part
        of it, `idle_seconds` (pauses inside its touches) is not.
        agents: seconds per agent and kind of visit.
        silences: stretches of reading without any input, which lie in visits of kind handle.
        frontend_events: every event as produced with its true time, and whether it was lost; missing where
        browsers log nothing.
    """
    world, roster, inquiries = run.world, run.roster, run.inquiries
    touches, visits = run.touches, run.visits
    touch, channel = visits.touch, np.append(inquiries.channel, -1)
    length, within = visits.end - visits.start, touches.within
    silent = np.flatnonzero(within.kind == HANDLE)
    owner = within.touch[silent]
    kinds = np.zeros((len(VISIT_KINDS), world.agents), dtype=np.int64)
    np.add.at(kinds, (visits.kind, visits.agent), length)
    events = {} if run.frontend is None else {"frontend_events": event_truth(run.world, run.frontend)}
    return {
        **events,
        "visits": pa.table(
            {
                "agent_id": people(roster.agents, visits.agent),
                "ticket_id": numbered("t", visits.ticket, 6),
                "started_at": times(world.to_us(visits.start)),
                "ended_at": times(world.to_us(visits.end)),
                "kind": words(VISIT_KINDS, visits.kind),
                "touch_no": pa.array(touch + 1),
                "channel": words(CHANNELS, channel[touches.ticket[touch]]),
            }
        ),
        "tickets": ticket_truth(run),
        "agents": pa.table(
            {
                "agent_id": people(roster.agents, np.arange(world.agents)),
                **{f"{kind}_seconds": pa.array(kinds[code] / 1_000) for code, kind in enumerate(VISIT_KINDS)},
            }
        ),
        "silences": pa.table(
            {
                "agent_id": people(roster.agents, touches.agent[owner]),
                "ticket_id": numbered("t", touches.ticket[owner], 6),
                "started_at": times(world.to_us(within.start[silent])),
                "ended_at": times(world.to_us(within.start[silent] + within.length[silent])),
            }
        ),
    }


def ticket_truth(run: Simulated) -> pa.Table:
    """One row per ticket; `is_under_tool_release`: its first touch was by a team that had the tool release."""
    world, roster, inquiries = run.world, run.roster, run.inquiries
    touches, visits = run.touches, run.visits
    tickets = len(inquiries.created)
    length = visits.end - visits.start

    def seconds(kind: int) -> pa.Array:
        chosen = visits.kind == kind
        ticket = touches.ticket[visits.touch[chosen]]
        on_some = ticket >= 0
        return pa.array(np.bincount(ticket[on_some], length[chosen][on_some], tickets) / 1_000)

    own = np.flatnonzero(touches.ticket >= 0)
    order = own[np.lexsort((touches.start[own], touches.ticket[own]))]
    touched, first = np.unique(touches.ticket[order], return_index=True)
    first = order[first]
    since = {team: world.at_share(share) for team, share in TOOL_ROLLOUT.items()}
    is_under = np.zeros(tickets, dtype=bool)
    is_under[touched] = [
        start >= since.get(roster.agents[agent].team_at(start), world.end)
        for agent, start in zip(touches.agent[first].tolist(), touches.start[first].tolist(), strict=True)
    ]
    return pa.table(
        {
            "ticket_id": numbered("t", np.arange(tickets), 6),
            "effort_seconds": pa.array(true_effort(visits, tickets) / 1_000),
            "swivel_seconds": seconds(SWIVEL),
            "idle_seconds": seconds(IDLE),
            "touch_count": pa.array(np.bincount(touches.ticket[own], minlength=tickets)),
            "reason": words([reason.name for reason in REASONS], inquiries.reason),
            "channel": words(CHANNELS, inquiries.channel),
            "is_under_tool_release": pa.array(is_under),
        }
    )


def event_truth(world: World, frontend: Frontend) -> pa.Table:
    """Every frontend event as produced: its true time, and whether it was lost on the way to the logs."""
    events, sent = frontend.events, frontend.sent
    return pa.table(
        {
            "event_id": numbered("e", np.arange(1, len(events.time) + 1), 8),
            "tab_session_id": coded_tabs(frontend.tabs, events.tab),
            "sequence_no": pa.array(sent.sequence),
            "occurred_at": times(world.to_us(events.time)),
            "is_lost": pa.array(sent.is_lost),
        }
    )

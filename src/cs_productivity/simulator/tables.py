"""The world as the nine raw tables, with the columns of the contract, still without any dirt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cs_productivity.simulator.backend_log import BackendRows
from cs_productivity.simulator.book import DeskLog
from cs_productivity.simulator.effort import TOOL_RELEASE_SHARE, TOOL_ROLLOUT
from cs_productivity.simulator.frontend_log import Events
from cs_productivity.simulator.inflow import PRODUCT_RELEASE_SHARE, Inquiries, SelfService
from cs_productivity.simulator.roster import Agent, Roster
from cs_productivity.simulator.schema import COLUMNS, STRING, collect, numbered, table, times, words
from cs_productivity.simulator.transport import Delivered
from cs_productivity.simulator.world import (
    ABANDONED,
    ACTIONS,
    APP_VERSIONS,
    BACK_OFFICE,
    BOT,
    CHANNELS,
    CLOSED,
    DAY,
    EVENTS,
    HOUR,
    NEW,
    PRIORITIES,
    REASONS,
    SCREENS,
    STATUSES,
    TEAMS,
    TEXT,
    World,
)

BOT_ID = "bot_01"
TRANSFER_CODE, MERGE_CODE = ACTIONS.index("ticket_transferred"), ACTIONS.index("ticket_merged")
VALUE_NAMES = {
    "reply_sent": "chars",
    "note_added": "chars",
    "search": "hits",
    "copy": "chars",
    "paste": "chars",
    "api_response": "status",
}


def small_json(codes: np.ndarray, vocabulary: tuple[str, ...], value: np.ndarray) -> pa.Array:
    """Properties such as {"chars": 120} for the words that carry a value, null for the others."""
    names = words([VALUE_NAMES.get(word) for word in vocabulary], codes)
    shown = pc.if_else(pa.array(value >= 0), pa.array(value).cast(STRING), pa.scalar(None, STRING))
    return pc.binary_join_element_wise('{"', names, '": ', shown, "}", "")


def people(agents: list[Agent], codes: np.ndarray) -> pa.Array:
    """Agent ids; the automation account for BOT, null for the system."""
    return words([*(agent.agent_id for agent in agents), BOT_ID], np.where(codes == BOT, len(agents), codes))


def backend_table(world: World, roster: Roster, rows: BackendRows) -> pa.Table:
    """The backend's rows as `backend_action_logs`."""
    occurred = world.to_us(rows.time)
    properties = small_json(rows.action, ACTIONS, rows.value)
    target = f'{{"to_team": "{TEAMS[BACK_OFFICE].name}"}}'
    properties = pc.if_else(pa.array(rows.action == TRANSFER_CODE), target, properties)
    merged = pc.binary_join_element_wise('{"into": "', numbered("t", rows.value, 6), '"}', "")
    return table(
        "backend_action_logs",
        log_id=numbered("b", np.arange(1, len(occurred) + 1), 8),
        occurred_at=times(occurred),
        agent_id=people(roster.agents, rows.agent),
        ticket_id=numbered("t", rows.ticket, 6),
        action=words(ACTIONS, rows.action),
        request_id=numbered("r", rows.request, 8),
        status_code=pa.array(rows.status_code),
        latency_ms=pa.array(rows.latency, mask=rows.latency < 0),
        properties=pc.if_else(pa.array(rows.action == MERGE_CODE), merged, properties),
        loaded_at=times(collect(occurred)),
    )


def frontend_table(world: World, roster: Roster, events: Events, sent: Delivered) -> pa.Table:
    """The events that arrived as `frontend_event_logs`."""
    source, received = sent.source, world.to_us(sent.received)
    return table(
        "frontend_event_logs",
        event_id=numbered("e", source + 1, 8),
        tab_session_id=numbered("s", events.tab[source] + 1, 6),
        sequence_no=pa.array(sent.sequence),
        agent_id=people(roster.agents, events.agent[source]),
        ticket_id=numbered("t", events.ticket[source], 6),
        event_type=words(EVENTS, events.event[source]),
        screen=words(SCREENS, events.screen[source]),
        occurred_at_client=times(world.to_us(sent.client_time)),
        sent_at_client=times(world.to_us(sent.client_sent), ~sent.has_sent),
        received_at=times(received),
        request_id=numbered("r", events.request[source], 8),
        app_version=words([version for version, _ in APP_VERSIONS], sent.version),
        properties=small_json(events.event[source], EVENTS, events.value[source]),
        loaded_at=times(collect(received)),
    )


def ticket_table(world: World, inquiries: Inquiries, log: DeskLog) -> pa.Table:
    """Every change of status as a row of `tickets`; the reason is often known only once an agent has seen
    it.
    """
    rng = world.rng("tables")
    versions = np.array(log.versions, dtype=np.int64).reshape(-1, 4)
    versions = versions[versions[:, 0] < world.end]
    time, ticket, status, merged = versions[np.lexsort((versions[:, 1], versions[:, 0]))].T
    size = len(inquiries.created)
    is_late_reason, is_never = rng.random(size) < 0.4, rng.random(size) < 0.02
    has_no_reason = (is_late_reason[ticket] & ((status == NEW) | (status == ABANDONED))) | is_never[ticket]
    updated = world.to_us(time)
    return table(
        "tickets",
        ticket_id=numbered("t", ticket, 6),
        created_at=times(world.to_us(inquiries.created[ticket])),
        channel=words(CHANNELS, inquiries.channel[ticket]),
        contact_reason=words(
            [reason.name for reason in REASONS], np.where(has_no_reason, -1, inquiries.reason[ticket])
        ),
        customer_key=numbered("c", inquiries.customer[ticket], 6),
        priority=words(PRIORITIES, inquiries.priority[ticket]),
        status=words(STATUSES, status),
        closed_at=times(updated, (status != CLOSED) & (status != ABANDONED)),
        merged_into_ticket_id=numbered("t", merged, 6),
        updated_at=times(updated),
        loaded_at=times(collect(updated)),
    )


def agent_table(world: World, roster: Roster) -> pa.Table:
    """Every agent once, once more for each change of team, and the automation account."""
    hired = world.start_us - 30 * DAY * 1_000
    rows = [
        (
            agent.agent_id,
            TEAMS[team].name,
            agent.site,
            agent.employment_type,
            agent.role,
            agent.hired_on,
            False,
            hired if since < 0 else int(world.to_us(since)),
        )
        for agent in roster.agents
        for since, team in agent.teams
    ]
    rows.append((BOT_ID, None, None, None, "bot", world.first_day - timedelta(days=400), True, hired))
    rows.sort(key=lambda row: row[-1])
    columns = dict(zip(COLUMNS["agents"], map(list, zip(*rows, strict=True)), strict=False))
    updated = np.array(columns.pop("updated_at"))
    # the first load brings everything that was there before
    loaded = collect(np.maximum(updated, world.start_us - 2 * HOUR * 1_000))
    return table("agents", **columns, updated_at=times(updated), loaded_at=times(loaded))


def shift_table(world: World, roster: Roster) -> pa.Table:
    """Every version of every planned stretch, in order of its time."""
    rows = sorted(roster.shifts, key=lambda row: (row.updated, row.shift_id))
    updated = world.to_us([row.updated for row in rows])
    # contract staff are planned for one channel, the others for whatever comes
    channels = [
        CHANNELS[TEAMS[agent.teams[0][1]].channels[0]] if agent.employment_type == "contract" else None
        for agent in roster.agents
    ]
    return table(
        "shifts",
        agent_id=[roster.agents[row.agent].agent_id for row in rows],
        starts_at=times(world.to_us([row.starts for row in rows])),
        ends_at=times(world.to_us([row.ends for row in rows])),
        activity=[row.activity for row in rows],
        loaded_at=times(collect(updated)),
        shift_id=[row.shift_id for row in rows],
        channel=[channels[row.agent] if row.activity == "work" else None for row in rows],
        updated_at=times(updated),
        is_cancelled=[row.is_cancelled for row in rows],
    )


@dataclass(frozen=True)
class Release:
    """A release of the sample world and when each team got it (None: everyone), as shares of the period."""

    release_id: str
    name: str
    kind: str
    hypothesis: str
    released: float
    rollout: dict[int | None, float]


RELEASES = (
    Release(
        "rel_01",
        "answer templates",
        "tool",
        "less typing, so less effort per ticket",
        TOOL_RELEASE_SHARE,
        TOOL_ROLLOUT,
    ),
    Release(
        "rel_02",
        "new wording of the manual",
        "content",
        "less looking up, so less effort per ticket",
        0.42,
        {TEXT: 0.43, BACK_OFFICE: 0.54},
    ),
    Release(
        "rel_03",
        "log-in by link",
        "product",
        "fewer inquiries about logging in",
        PRODUCT_RELEASE_SHARE,
        {None: PRODUCT_RELEASE_SHARE},
    ),
)


def release_tables(world: World) -> dict[str, pa.Table]:
    """`releases` and `release_rollouts`: one with an effect on effort, one on inflow, one placebo."""
    released = world.to_us([world.at_share(release.released) for release in RELEASES])
    rollouts = sorted(
        (world.at_share(share), release.release_id, None if team is None else TEAMS[team].name)
        for release in RELEASES
        for team, share in release.rollout.items()
    )
    enabled = world.to_us([row[0] for row in rollouts])
    fields = {
        field: [getattr(release, field) for release in RELEASES]
        for field in ("release_id", "name", "kind", "hypothesis")
    }
    return {
        "releases": table(
            "releases", **fields, released_at=times(released), loaded_at=times(collect(released))
        ),
        "release_rollouts": table(
            "release_rollouts",
            release_id=[row[1] for row in rollouts],
            team=[row[2] for row in rollouts],
            enabled_at=times(enabled),
            loaded_at=times(collect(enabled)),
        ),
    }


def customer_tables(
    world: World, sessions: SelfService, demand: tuple[np.ndarray, np.ndarray]
) -> dict[str, pa.Table]:
    """`self_service_sessions` and `demand_daily`; the latter is loaded in the night after its day."""
    started = world.to_us(sessions.started)
    day_end = world.to_us((np.arange(world.days) + 1) * DAY)
    dates = [world.first_day + timedelta(days=day) for day in range(world.days)]
    return {
        "self_service_sessions": table(
            "self_service_sessions",
            session_id=numbered("g", np.arange(1, len(started) + 1), 7),
            customer_key=numbered("c", sessions.customer, 6),
            started_at=times(started),
            kind=words(("guide", "chatbot"), sessions.is_chatbot),
            topic=words([reason.name for reason in REASONS], sessions.topic),
            loaded_at=times(collect(started)),
        ),
        "demand_daily": table(
            "demand_daily",
            demand_date=dates,
            orders=pa.array(demand[0]),
            active_users=pa.array(demand[1]),
            loaded_at=times(collect(day_end + 2 * HOUR * 1_000)),
        ),
    }

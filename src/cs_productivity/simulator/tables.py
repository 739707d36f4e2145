"""The world as the nine raw tables, with the columns of the contract, still without any dirt."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pyarrow as pa

from cs_productivity.simulator.backend_log import BackendRows
from cs_productivity.simulator.book import DeskLog
from cs_productivity.simulator.frontend_log import Events
from cs_productivity.simulator.inflow import Inquiries, SelfService
from cs_productivity.simulator.roster import Agent, Roster
from cs_productivity.simulator.schema import (
    COLUMNS,
    INT,
    coded,
    collect,
    numbered,
    numbers,
    packed,
    table,
    times,
    words,
)
from cs_productivity.simulator.tabs import Tabs
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
    World,
)

BOT_ID = "bot_01"
TRANSFER_CODE = ACTIONS.index("ticket_transferred")
# no value that properties carry is as large
VALUES = 2**32
VALUE_NAMES = {
    "ticket_merged": "into",
    "ticket_transferred": "to_team",
    "reply_sent": "chars",
    "note_added": "chars",
    "search": "hits",
    "copy": "chars",
    "paste": "chars",
    "api_response": "status",
}


def small_json(codes: np.ndarray, vocabulary: tuple[str, ...], value: np.ndarray) -> pa.DictionaryArray:
    """Properties such as {"chars": 120} for the words that carry a value, null for the others."""
    carries = np.array([word in VALUE_NAMES for word in vocabulary])
    rows = np.flatnonzero(carries[codes] & (value >= 0))
    pairs, place = np.unique(codes[rows] * VALUES + value[rows], return_inverse=True)
    texts = []
    for pair in pairs.tolist():
        word, number = vocabulary[pair // VALUES], pair % VALUES
        if word == "ticket_merged":
            texts.append(f'{{"into": "t{number:06d}"}}')
        elif word == "ticket_transferred":
            texts.append(f'{{"to_team": "{TEAMS[BACK_OFFICE].name}"}}')
        else:
            texts.append(f'{{"{VALUE_NAMES[word]}": {number}}}')
    # two words can carry the same text, and no text may be in a dictionary twice
    code = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    result = np.full(len(codes), -1, dtype=np.int32)
    result[rows] = np.array([code[text] for text in texts], dtype=np.int32)[place]
    return coded(list(code), result)


def people(agents: list[Agent], codes: np.ndarray) -> pa.Array:
    """Agent ids; the automation account for BOT, null for the system."""
    return coded_people(agents, codes).dictionary_decode()


def coded_people(agents: list[Agent], codes: np.ndarray) -> pa.DictionaryArray:
    """The same, in a form that is faster to rearrange."""
    return coded([*(agent.agent_id for agent in agents), BOT_ID], np.where(codes == BOT, len(agents), codes))


def coded_tabs(tabs: Tabs, codes: np.ndarray) -> pa.DictionaryArray:
    """Ids of tab sessions."""
    return coded([f"s{number:06d}" for number in range(1, len(tabs.start) + 1)], codes)


def backend_table(world: World, roster: Roster, rows: BackendRows) -> pa.Table:
    """The backend's rows as `backend_action_logs`."""
    occurred = world.to_us(rows.time)
    # one word for all transfers
    value = np.where(rows.action == TRANSFER_CODE, 0, rows.value)
    return table(
        "backend_action_logs",
        log_id=packed("b", np.arange(1, len(occurred) + 1), 8),
        occurred_at=times(occurred),
        agent_id=coded_people(roster.agents, rows.agent),
        ticket_id=packed("t", rows.ticket, 6),
        action=coded(ACTIONS, rows.action),
        request_id=packed("r", rows.request, 8),
        status_code=pa.array(rows.status_code),
        latency_ms=numbers(rows.latency, rows.latency < 0, INT),
        properties=small_json(rows.action, ACTIONS, value),
        loaded_at=times(collect(occurred)),
    )


def frontend_table(world: World, roster: Roster, tabs: Tabs, events: Events, sent: Delivered) -> pa.Table:
    """The events that arrived as `frontend_event_logs`."""
    source, received = sent.source, world.to_us(sent.received)
    tab, event = events.tab[source], events.event[source]
    return table(
        "frontend_event_logs",
        event_id=packed("e", source + 1, 8),
        tab_session_id=coded_tabs(tabs, tab),
        sequence_no=pa.array(sent.sequence[source]),
        agent_id=coded_people(roster.agents, tabs.agent[tab]),
        ticket_id=packed("t", events.ticket[source], 6),
        event_type=coded(EVENTS, event),
        screen=coded(SCREENS, events.screen[source]),
        occurred_at_client=times(world.to_us(sent.client_time)),
        sent_at_client=times(world.to_us(sent.client_sent), ~sent.has_sent),
        received_at=times(received),
        request_id=packed("r", events.request[source], 8),
        app_version=coded([version for version, _ in APP_VERSIONS], sent.version),
        properties=small_json(event.astype(np.int64), EVENTS, events.value[source]),
        loaded_at=times(collect(received)),
    )


def ticket_table(world: World, inquiries: Inquiries, log: DeskLog) -> pa.Table:
    """Every change of status as a row of `tickets`; the reason is often known only once an agent has seen
    it.
    """
    rng = world.rng("tables")
    versions = log.versions
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

"""Frontend events of a made-up history: browser tabs around what their agents do, with clocks that are wrong."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from increments.actions import Row, action_rows, loaded_after, moment, pick
from increments.history import History

WORDS = (
    *("view", "view", "input", "input", "input", "click", "heartbeat", "heartbeat", "template_insert"),
    *("blur", "focus", "hidden", "visible", "copy", "paste", "login", "logout", "Teleport"),
)
# seconds between two events of a tab; the reading grace and the idle cutoff are among them
PAUSES = (0, 0.05, 1, 2, 5, 9, 12, 15, 30, 31, 89, 90, 91, 250, 600, 700)
# what a client's clock is off by, in seconds, and what it is set by in mid-session
OFFSETS = (0, 0, -40, 90, -70_000_000)
JUMPS = (-900, -3, -0.3, 0.5, 4, 1_800)


def _around(history: History, stream: np.random.Generator, action: Row) -> list[Row]:
    """Return what a tab saw around one action of its agent: some steps, and perhaps the request itself."""
    time, events = action["occurred_at"], []
    ticket = action["ticket_id"]
    if action["request_id"] and stream.random() < 0.7:
        for word, seconds in (("api_request", -0.2), ("api_response", 0.3)):
            at = time + timedelta(seconds=seconds)
            events.append(
                {"time": at, "event_type": word, "ticket_id": ticket, "request_id": action["request_id"]}
            )
    steps = time
    for _ in range(int(stream.integers(1, 7))):
        steps += timedelta(seconds=pick(stream, PAUSES))
        if stream.random() < 0.15:
            known = f"ticket_{int(stream.integers(history.ticket_count))}"
            ticket = pick(stream, (None, known, known, "ticket_that_only_tabs_know"))
        events.append(
            {"time": steps, "event_type": pick(stream, WORDS), "ticket_id": ticket, "request_id": None}
        )
    return events


def _seen_by_tabs(history: History, stream: np.random.Generator) -> dict[tuple[str, int], list[Row]]:
    """Return what happened by agent and tab, each in order of time."""
    tabs: dict[tuple[str, int], list[Row]] = {}
    for action in action_rows(history):
        agent = action["agent_id"] or f"agent_{int(stream.integers(history.agent_count))}"
        if stream.random() < 0.5:
            tab = tabs.setdefault((agent, int(stream.integers(2))), [])
            tab += _around(history, stream, action)
    # a tab that lies open, and beats while nobody is there
    beats = tabs.setdefault(("agent_0", 0), [])
    time = moment(history, stream)
    for _ in range(20):
        time += timedelta(seconds=25)
        beats.append({"time": time, "event_type": "heartbeat", "ticket_id": None, "request_id": None})
    return {name: sorted(events, key=lambda event: event["time"]) for name, events in sorted(tabs.items())}


def _received(stream: np.random.Generator, time: datetime) -> datetime:
    """Return when the batch of an event comes in: at once, after a while offline, or days later."""
    sent = time + timedelta(seconds=10 - time.second % 10)
    return sent + timedelta(seconds=pick(stream, (0.05, 0.05, 0.05, 0.1, 0.4, 2_000, 200_000)))


def event_rows(history: History) -> list[Row]:
    """Return events of browser tabs: some lost on the way, with clocks that are off and are set while they run."""
    stream = history.stream("events")
    rows: list[Row] = []
    for number, ((agent, _), events) in enumerate(_seen_by_tabs(history, stream).items()):
        offset = timedelta(seconds=pick(stream, OFFSETS))
        has_sent, is_lossy = stream.random() < 0.8, stream.random() < 0.6
        session, sequence = 0, 0
        for event in events:
            if stream.random() < 0.03:
                offset += timedelta(seconds=pick(stream, JUMPS))
            if stream.random() < 0.03:
                session, sequence = session + 1, 0
            sequence += 1
            received_at = _received(stream, event["time"])
            loaded_at, lost = loaded_after(stream, received_at), stream.random()
            if is_lossy and lost < 0.15:
                continue
            rows.append(
                {
                    "event_id": f"event_{number}_{session}_{sequence}",
                    "tab_session_id": f"tab_{number}_{session}",
                    "sequence_no": sequence,
                    "agent_id": agent,
                    "ticket_id": event["ticket_id"],
                    "event_type": event["event_type"],
                    "screen": pick(stream, ("mailbox", "compose", None)),
                    "occurred_at_client": event["time"] + offset,
                    "sent_at_client": received_at + offset if has_sent else None,
                    "received_at": received_at,
                    "request_id": event["request_id"],
                    "app_version": pick(stream, ("1.0", "1.0", "1.1", None)),
                    "properties": pick(stream, (None, '{"status": 200}', '{"status": 500}', "[")),
                    "loaded_at": loaded_at,
                }
            )
    return rows

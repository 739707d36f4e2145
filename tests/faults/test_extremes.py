"""Logs that are right and extreme, and rows from a time that has not come."""

from __future__ import annotations

import resource
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from faults.workplace import Workplace

MORNING = datetime(2026, 3, 4)
LOADED = datetime(2026, 3, 6)
FUTURE = datetime(2070, 1, 1)
GIGABYTES = 1024 * 1024


def _land(workplace: Workplace, table: str, rows: pd.DataFrame) -> None:
    folder = workplace.zone / table
    folder.mkdir(parents=True, exist_ok=True)
    rows.to_parquet(folder / f"part-{len(list(folder.iterdir()))}.parquet", index=False)


def _actions(count: int, **columns: Any) -> pd.DataFrame:
    """Actions of one agent on one ticket, evenly over ten hours of one day; columns are laid over."""
    step = timedelta(hours=10) / count
    base = {
        "log_id": [f"l{number:07d}" for number in range(count)],
        "occurred_at": [MORNING + step * number for number in range(count)],
        "agent_id": "a1",
        "ticket_id": "t0",
        "action": "note_added",
        "request_id": None,
        "status_code": 200,
        "latency_ms": 5,
        "properties": None,
        "loaded_at": LOADED,
    }
    return pd.DataFrame({**base, **columns}).astype({"request_id": "string", "properties": "string"})


def _events(count: int) -> pd.DataFrame:
    """Events of one tab of one agent, evenly over ten hours of one day, sent every ten seconds."""
    step = timedelta(hours=10) / count
    times = pd.Series([MORNING + step * number for number in range(count)])
    sent = times.dt.ceil("10s")
    return pd.DataFrame(
        {
            "event_id": [f"e{number:07d}" for number in range(count)],
            "tab_session_id": "s1",
            "sequence_no": np.arange(1, count + 1),
            "agent_id": "a1",
            "ticket_id": "t0",
            "event_type": ["view", *["input"] * (count - 1)],
            "screen": "reply",
            "occurred_at_client": times,
            "sent_at_client": sent,
            "received_at": sent + timedelta(milliseconds=80),
            "request_id": pd.Series([None] * count, dtype="string"),
            "app_version": "1.0",
            "properties": pd.Series([None] * count, dtype="string"),
            "loaded_at": LOADED,
        }
    )


def _tickets(*ids: str, **columns: Any) -> pd.DataFrame:
    base = {
        "ticket_id": list(ids),
        "created_at": MORNING,
        "channel": "mail",
        "contact_reason": "delivery",
        "status": "open",
        "updated_at": MORNING,
        "loaded_at": LOADED,
    }
    return pd.DataFrame({**base, **columns})


def _conserved(workplace: Workplace) -> None:
    residual = workplace.rows(
        "select coalesce(max(abs(round(online_seconds * 1e6) - round(ticket_seconds * 1e6)"
        " - round(no_ticket_seconds * 1e6) - round(idle_seconds * 1e6) - round(away_seconds * 1e6)"
        " - round(unknown_seconds * 1e6))), 0) from marts.fct_agent_intervals"
    )
    assert residual == [(0,)]


@pytest.mark.slow
def test_rows_of_2070_are_kept_out_of_every_mart(workplace: Workplace) -> None:
    """Of every table; loaded in 2070, too, or loaded now about that time."""
    workplace.must_build()
    before = workplace.marts()
    for loaded_at in (LOADED, FUTURE):
        tag = f"{loaded_at:%Y}"
        _land(
            workplace,
            "backend_action_logs",
            _actions(3, log_id=[f"l{tag}-{n}" for n in range(3)], occurred_at=FUTURE, loaded_at=loaded_at),
        )
        _land(
            workplace,
            "tickets",
            _tickets(f"future-{tag}", created_at=FUTURE, updated_at=FUTURE, loaded_at=loaded_at),
        )
        events = _events(3).assign(event_id=[f"e{tag}-{n}" for n in range(3)], received_at=FUTURE)
        _land(workplace, "frontend_event_logs", events.assign(loaded_at=loaded_at))
        demand = {
            "demand_date": [FUTURE.date()],
            "orders": [5],
            "active_users": [5],
            "loaded_at": [loaded_at],
        }
        _land(workplace, "demand_daily", pd.DataFrame(demand))
        session = {
            "session_id": [f"f{tag}"],
            "started_at": [FUTURE],
            "kind": ["guide"],
            "loaded_at": [loaded_at],
        }
        _land(workplace, "self_service_sessions", pd.DataFrame(session))
    workplace.must_build()
    after = workplace.marts()
    # what arrived and what was quarantined is counted, and nothing else tells of it
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"agg_log_arrivals_daily", "agg_log_quality_daily"}
    assert workplace.query(
        "select max(loaded_date) < date '2027-01-01' from marts.agg_log_arrivals_daily"
    ) == [(True,)]
    assert workplace.query(
        "select max(as_of_at) < timestamp '2027-01-01' from intermediate.int_run_clock"
    ) == [(True,)]


@pytest.mark.slow
@pytest.mark.nightly
@pytest.mark.parametrize("log", ["backend", "frontend"])
def test_a_million_rows_of_one_agent_on_one_day(scratch: Path, log: str) -> None:
    workplace = Workplace(scratch / f"million-{log}")
    count = 1_000_000
    _land(workplace, "tickets", _tickets("t0"))
    _land(workplace, "backend_action_logs", _actions(count if log == "backend" else 10))
    if log == "frontend":
        _land(workplace, "frontend_event_logs", _events(count))
    workplace.must_build()
    ((effort, low, high),) = workplace.rows(
        "select effort_seconds, effort_seconds_low, effort_seconds_high from marts.fct_tickets"
    )
    # there is a sign every 36 milliseconds from the first to the last
    assert 35_990 < low <= effort <= high < 36_200 + 3_600
    assert effort == pytest.approx(36_000, abs=20)
    _conserved(workplace)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 4 * GIGABYTES


@pytest.mark.slow
@pytest.mark.parametrize(
    "channel", ["mail", *(pytest.param(channel, marks=pytest.mark.nightly) for channel in ("phone", "chat"))]
)
def test_one_ticket_with_a_hundred_thousand_actions(scratch: Path, channel: str) -> None:
    workplace = Workplace(scratch / f"hundred-thousand-{channel}")
    count = 100_000
    words = ["ticket_opened", "note_added", "customer_replied", "reply_sent", "ticket_updated"]
    many = _actions(count, action=[words[number % len(words)] for number in range(count)])
    many.loc[many.index[-1], "action"] = "ticket_resolved"
    # every seventh action is another agent's, and customers are no agents
    many.loc[many.index % 7 == 0, "agent_id"] = "a2"
    many.loc[many["action"] == "customer_replied", "agent_id"] = None
    others = many.iloc[::50].assign(log_id=lambda rows: "o" + rows["log_id"], ticket_id="t1", agent_id="a1")
    _land(workplace, "tickets", _tickets("t0", "t1", channel=channel, status=["resolved", "open"]))
    _land(workplace, "backend_action_logs", many)
    _land(workplace, "backend_action_logs", others)
    workplace.must_build()
    _conserved(workplace)
    ((actions,),) = workplace.rows("select action_count from marts.fct_tickets where ticket_id = 't0'")
    assert actions == int(many["agent_id"].notna().sum())
    total = workplace.rows("select sum(effort_seconds) from marts.fct_tickets")[0][0]
    assert 36_000 <= total <= 2 * 36_020
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 4 * GIGABYTES


@pytest.mark.slow
def test_a_month_without_a_ticket_is_a_month_of_zeros(scratch: Path) -> None:
    workplace = Workplace(scratch / "empty-month")
    tickets = _tickets(
        "march",
        "may",
        created_at=[datetime(2026, 3, 30, 9), datetime(2026, 5, 2, 9)],
        updated_at=[datetime(2026, 3, 30, 10), datetime(2026, 5, 2, 10)],
        loaded_at=datetime(2026, 5, 3),
        status="resolved",
    )
    _land(workplace, "tickets", tickets)
    for ticket, day in (("march", datetime(2026, 3, 30, 9)), ("may", datetime(2026, 5, 2, 9))):
        times = [day + timedelta(seconds=seconds) for seconds in (0, 40, 80, 120)]
        action = ["ticket_opened", "note_added", "reply_sent", "ticket_resolved"]
        rows = _actions(4, occurred_at=times, ticket_id=ticket, action=action, loaded_at=datetime(2026, 5, 3))
        _land(workplace, "backend_action_logs", rows.assign(log_id=[f"{ticket}-{n}" for n in range(4)]))
    workplace.must_build("--vars", "{reporting_timezone: UTC}")
    april = "interval_start_at >= timestamp '2026-04-01' and interval_start_at < timestamp '2026-05-01'"
    volume = workplace.rows(
        f"select count(*), sum(inquiry_count), max(backlog_count) from marts.agg_inquiry_volume where {april}"
    )
    assert volume == [(30 * 48, 0, 0)]
    demand = workplace.rows(
        f"select sum(workload_seconds), max(required_agents) from marts.fct_required_headcount where {april}"
    )
    assert demand == [(0, 0)]
    assert workplace.rows("select ticket_id, effort_seconds from marts.fct_tickets order by 1") == [
        ("march", 120.0),
        ("may", 120.0),
    ]
    _conserved(workplace)

"""Columns of the nine raw tables, and how ids, words and times become Arrow columns."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cs_productivity.simulator.world import HOUR

STRING, INT, TIME, DATE = pa.string(), pa.int64(), pa.timestamp("us"), pa.date32()
COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "backend_action_logs": {
        "log_id": STRING,
        "occurred_at": TIME,
        "agent_id": STRING,
        "ticket_id": STRING,
        "action": STRING,
        "request_id": STRING,
        "status_code": INT,
        "latency_ms": INT,
        "properties": STRING,
        "loaded_at": TIME,
    },
    "frontend_event_logs": {
        "event_id": STRING,
        "tab_session_id": STRING,
        "sequence_no": INT,
        "agent_id": STRING,
        "ticket_id": STRING,
        "event_type": STRING,
        "screen": STRING,
        "occurred_at_client": TIME,
        "sent_at_client": TIME,
        "received_at": TIME,
        "request_id": STRING,
        "app_version": STRING,
        "properties": STRING,
        "loaded_at": TIME,
    },
    "tickets": {
        "ticket_id": STRING,
        "created_at": TIME,
        "channel": STRING,
        "contact_reason": STRING,
        "customer_key": STRING,
        "priority": STRING,
        "status": STRING,
        "closed_at": TIME,
        "merged_into_ticket_id": STRING,
        "updated_at": TIME,
        "loaded_at": TIME,
    },
    "agents": {
        "agent_id": STRING,
        "team": STRING,
        "site": STRING,
        "employment_type": STRING,
        "role": STRING,
        "hired_on": DATE,
        "is_system": pa.bool_(),
        "updated_at": TIME,
        "loaded_at": TIME,
    },
    "shifts": {
        "agent_id": STRING,
        "starts_at": TIME,
        "ends_at": TIME,
        "activity": STRING,
        "loaded_at": TIME,
        "shift_id": STRING,
        "channel": STRING,
        "updated_at": TIME,
        "is_cancelled": pa.bool_(),
    },
    "releases": {
        "release_id": STRING,
        "name": STRING,
        "kind": STRING,
        "hypothesis": STRING,
        "released_at": TIME,
        "loaded_at": TIME,
    },
    "release_rollouts": {"release_id": STRING, "team": STRING, "enabled_at": TIME, "loaded_at": TIME},
    "self_service_sessions": {
        "session_id": STRING,
        "customer_key": STRING,
        "started_at": TIME,
        "kind": STRING,
        "topic": STRING,
        "loaded_at": TIME,
    },
    "demand_daily": {"demand_date": DATE, "orders": INT, "active_users": INT, "loaded_at": TIME},
}


def collect(us: np.ndarray) -> np.ndarray:
    """When a row is loaded: a job runs some minutes after each full hour (microseconds since 1970)."""
    hour = np.asarray(us, dtype=np.int64) // (HOUR * 1_000) + 1
    return (hour * 3_600 + 150 + hour * 7_919 % 360) * 1_000_000


def numbered(prefix: str, numbers: np.ndarray, width: int) -> pa.Array:
    """Ids such as t000123; null where the number is negative."""
    numbers = np.asarray(numbers, dtype=np.int64)
    digits = pc.utf8_lpad(pa.array(numbers, mask=numbers < 0).cast(STRING), width, "0")
    return pc.binary_join_element_wise(prefix, digits, "")


def words(vocabulary: tuple[str, ...] | list[str], codes: np.ndarray) -> pa.Array:
    """The word of each code; null where the code is negative."""
    codes = np.asarray(codes, dtype=np.int64)
    return pa.array(list(vocabulary), STRING).take(pa.array(codes, mask=codes < 0))


def times(us: np.ndarray, is_null: np.ndarray | None = None) -> pa.Array:
    """Timestamps from microseconds since 1970, UTC."""
    return pa.array(np.asarray(us, dtype=np.int64), mask=is_null).cast(TIME)


def table(name: str, /, **columns: pa.Array | list) -> pa.Table:
    """A raw table with exactly the columns and types of the contract, in its order."""
    kinds = COLUMNS[name]
    if set(columns) != set(kinds):
        raise ValueError(f"{name}: columns {sorted(set(columns) ^ set(kinds))} differ from the contract")
    return pa.table(
        {
            column: columns[column]
            if isinstance(columns[column], pa.Array)
            else pa.array(columns[column], kind)
            for column, kind in kinds.items()
        },
        schema=pa.schema(list(kinds.items())),
    )

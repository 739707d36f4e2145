"""Brings the "Anonymous Bank" call log of February 1999 to the raw contract.

Server names are first names: they become the tool's agent ids here, and leave the project only as salted hashes.
Times carry no zone and are taken for UTC.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from real_logs import landing_zone

CASE = "bank"
FILE = "bank_calls_1999_02.csv.gz"
FILES = (FILE,)
VARS = {"reporting_timezone": "UTC"}
# what the log holds that is no call, or cannot be one; see the figures in the tests
NOBODY = "NO_SERVER"
ONE_DAY = pd.Timedelta(days=1)


def read_calls(folder: Path) -> pd.DataFrame:
    """Read the log, a row per call, with its times as timestamps.

    Returns:
        The columns of the file; beside them `ticket_id` and the UTC times `created_at`, `opened_at`, `ended_at`.
        A clock that runs backwards by more than half a day has passed midnight. A service with a clock of 0:00:00
        has no time of its own and is put where the call left the queue.
    """
    calls = pd.read_csv(folder / FILE, dtype=str)
    calls["ticket_id"] = calls["date"] + "-" + calls["vru_line"] + "-" + calls["call_id"]
    for name in ("vru_time", "q_time", "ser_time"):
        calls[name] = calls[name].astype(int)
    day = pd.to_datetime("19" + calls["date"], format="%Y%m%d")
    clock = {
        name: day + pd.to_timedelta(calls[name]) for name in ("vru_entry", "vru_exit", "q_exit", "ser_start")
    }
    calls["created_at"] = clock["vru_entry"]
    left_queue = clock["q_exit"].where(calls["q_time"] > 0, clock["vru_exit"])
    has_no_clock = (calls["ser_start"] == "0:00:00") & (calls["ser_time"] == 0)
    opened = clock["ser_start"].where(~has_no_clock, left_queue)
    calls["opened_at"] = opened.where(opened > calls["created_at"] - ONE_DAY / 2, opened + ONE_DAY)
    calls["ended_at"] = calls["opened_at"] + pd.to_timedelta(calls["ser_time"], unit="s")
    return calls


def to_contract(calls: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Turn calls into the two required raw tables.

    Args:
        calls: as `read_calls` returns them.

    Returns:
        `tickets` (one version per call that is no PHANTOM, written when the call was over) and
        `backend_action_logs` (a creation per ticket; an opening and a resolving by the server who took the call).
    """
    real = calls[calls["outcome"] != "PHANTOM"]
    was_answered = real["outcome"] == "AGENT"
    loaded_at = real["ended_at"].where(was_answered, real["created_at"] + ONE_DAY / 24).dt.ceil("D")
    over_at = real["ended_at"].where(was_answered, real["created_at"])
    # a negative time in the voice unit puts the end of some calls before their creation
    over_at = over_at.where(over_at > real["created_at"], real["created_at"])
    tickets = pd.DataFrame(
        {
            "ticket_id": real["ticket_id"],
            "created_at": real["created_at"],
            "channel": "phone",
            "contact_reason": real["type"],
            "customer_key": real["customer_id"].where(real["customer_id"] != "0"),
            "priority": real["priority"],
            "status": np.where(was_answered, "resolved", "abandoned"),
            "closed_at": over_at,
            "merged_into_ticket_id": None,
            "updated_at": over_at,
            "loaded_at": loaded_at,
        }
    )
    served = real[was_answered & (real["server"] != NOBODY)]
    actions = pd.concat(
        [
            _actions(real, "ticket_created", real["created_at"], None),
            _actions(served, "ticket_opened", served["opened_at"], served["server"]),
            _actions(served, "ticket_resolved", served["ended_at"], served["server"]),
        ]
    )
    actions["loaded_at"] = landing_zone.day_after(actions["occurred_at"])
    return {"tickets": tickets, "backend_action_logs": actions}


def _actions(
    calls: pd.DataFrame, action: str, occurred_at: pd.Series, agent_id: pd.Series | None
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "log_id": calls["ticket_id"] + "-" + action,
            "occurred_at": occurred_at,
            "agent_id": agent_id,
            "ticket_id": calls["ticket_id"],
            "action": action,
        }
    )


def write_landing_zone(source: Path, raw_path: Path) -> dict[str, int]:
    """Write the landing zone of the log, a file per table and day of loading.

    Args:
        source: folder of the public file.
        raw_path: landing zone to write; must not hold these tables yet.

    Returns:
        Rows written per table.
    """
    return landing_zone.write(to_contract(read_calls(source)), raw_path, "date")

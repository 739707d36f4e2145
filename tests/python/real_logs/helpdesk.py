"""Brings the log of an Italian software house's help desk, 2010 to 2014, to the raw contract.

The tool wrote down when each activity ended and who did it. Its resources ("Value 1") are the agents here. The log does
not say how tickets came in: their channel is a word of its own, which no seed maps.
Times carry no zone and are taken for UTC.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from real_logs import landing_zone

CASE = "helpdesk"
FILE = "helpdesk_italian.csv.gz"
FILES = (FILE,)
VARS = {"reporting_timezone": "UTC"}
CHANNEL = "help_desk"
# Adopters put their tool's words into seeds/vocabulary; the project's own seed must not learn those of this log, so
# they are translated here. What the vocabulary has no word for stays as it is.
ACTIONS = {
    "Insert ticket": "ticket_created",
    # a grade, not an agent, is assigned: somebody looks at the ticket and fills in a field
    "Assign seriousness": "ticket_updated",
    "Take in charge ticket": "ticket_opened",
    "Wait": "ticket_pending",
    "Resolve ticket": "ticket_resolved",
    "Closed": "ticket_closed",
}
# after any other activity a ticket is in the status it was in before
STATUSES = {
    "Insert ticket": "new",
    "Take in charge ticket": "open",
    "Wait": "pending",
    "Resolve ticket": "resolved",
    "Closed": "closed",
}


def read_events(folder: Path) -> pd.DataFrame:
    """Read the log, a row per activity, in the order of the file (by time within a case).

    Returns:
        The columns of the file; beside them `occurred_at` (UTC) and `log_id`, which rows share that are the same in
        every column: the same person cannot do the same thing to the same ticket twice in one second, so that is one
        event delivered twice.
    """
    events = pd.read_csv(folder / FILE, dtype=str)
    number = events.groupby(list(events.columns), sort=False, dropna=False).ngroup()
    events["log_id"] = "event-" + number.astype(str).str.zfill(5)
    events["occurred_at"] = pd.to_datetime(events["complete_ts"])
    return events


def to_contract(events: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Turn activities into the two required raw tables.

    Args:
        events: as `read_events` returns them.

    Returns:
        `tickets` (a version per change of a ticket) and `backend_action_logs` (an action per activity), each row
        loaded on the day after.
    """
    actions = pd.DataFrame(
        {
            "log_id": events["log_id"],
            "occurred_at": events["occurred_at"],
            "agent_id": events["resource"],
            "ticket_id": events["case_id"],
            "action": events["activity"].replace(ACTIONS),
            "loaded_at": landing_zone.day_after(events["occurred_at"]),
        }
    )
    return {"tickets": _ticket_versions(events), "backend_action_logs": actions}


def _ticket_versions(events: pd.DataFrame) -> pd.DataFrame:
    """A version for each case's first event and for each later one that changed something."""
    case = events["case_id"]
    status = events["activity"].map(STATUSES).groupby(case).ffill().fillna("new")
    last_closed_at = events["occurred_at"].where(events["activity"] == "Closed").groupby(case).ffill()
    versions = pd.DataFrame(
        {
            "ticket_id": case,
            "created_at": events.groupby("case_id")["occurred_at"].transform("min"),
            "channel": CHANNEL,
            "contact_reason": events["product"],
            "customer_key": events["customer"],
            "priority": events["seriousness_2"],
            "status": status,
            "closed_at": last_closed_at.where(status == "closed"),
            "updated_at": events["occurred_at"],
            "loaded_at": landing_zone.day_after(events["occurred_at"]),
        }
    )
    # of several events at one instant the last tells how the ticket was after it
    versions = versions.drop_duplicates(["ticket_id", "updated_at"], keep="last")
    can_change = versions[["contact_reason", "customer_key", "priority", "status", "closed_at"]]
    content = pd.util.hash_pandas_object(can_change, index=False)
    return versions[content != content.groupby(versions["ticket_id"]).shift()]


def write_landing_zone(source: Path, raw_path: Path) -> dict[str, int]:
    """Write the landing zone of the log, a file per table and month of loading.

    Args:
        source: folder of the public file.
        raw_path: landing zone to write; must not hold these tables yet.

    Returns:
        Rows written per table.
    """
    return landing_zone.write(to_contract(read_events(source)), raw_path, "month")

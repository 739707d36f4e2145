"""Brings the incidents of a bank's service desk (Rabobank, BPI Challenge 2014) to the raw contract.

The log names the team that did something and no person. So every action is one of the system (its agent is null), and
nothing proves effort: the file's `handle_time_hours` is time that passed, not time that somebody spent. The team of
each action and the tool's own word for it are kept in `properties`.
Times carry no zone and are taken for UTC.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from real_logs import landing_zone

CASE = "rabobank"
INCIDENTS = "rabobank_bpic14_incidents_4000.csv.gz"
ACTIVITIES = "rabobank_bpic14_incident_activity.csv.gz"
FILES = (INCIDENTS, ACTIVITIES)
VARS = {"reporting_timezone": "UTC"}
# the log does not say how customers reached the desk; no seed maps this word
CHANNEL = "service_desk"
# Adopters put their tool's words into seeds/vocabulary; the project's own seed must not learn those of this log, so
# they are translated here. What the vocabulary has no word for stays as it is.
ACTIONS = {
    "Open": "ticket_created",
    "Assignment": "ticket_assigned",
    "Reassignment": "ticket_transferred",
    "Mail to Customer": "reply_sent",
    "Communication with customer": "reply_sent",
    "Update from customer": "customer_replied",
    "Operator Update": "note_added",
    "Analysis/Research": "note_added",
    "Update": "ticket_updated",
    "Status Change": "ticket_updated",
    "Description Update": "ticket_updated",
    "Urgency Change": "ticket_updated",
    "Impact Change": "ticket_updated",
    "Affected CI Change": "ticket_updated",
    "Service Change": "ticket_updated",
    "Contact Change": "ticket_updated",
    "Pending vendor": "ticket_pending",
    "Resolved": "ticket_resolved",
    "Closed": "ticket_closed",
    "Reopen": "ticket_reopened",
}


def read_incidents(folder: Path) -> pd.DataFrame:
    """Read the incidents, a row each: the columns of the file, its four times as UTC timestamps."""
    incidents = pd.read_csv(folder / INCIDENTS, dtype=str)
    for name in ("open_time", "reopen_time", "resolved_time", "close_time"):
        incidents[name] = pd.to_datetime(incidents[name])
    return incidents


def read_activities(folder: Path) -> pd.DataFrame:
    """Read the activities, a row each: the columns of the file, `data_stamp` as a UTC timestamp."""
    activities = pd.read_csv(folder / ACTIVITIES, dtype=str)
    activities["data_stamp"] = pd.to_datetime(activities["data_stamp"])
    return activities


def to_contract(incidents: pd.DataFrame, activities: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Turn incidents and their activities into the two required raw tables.

    Args:
        incidents: as `read_incidents` returns them.
        activities: as `read_activities` returns them.

    Returns:
        `tickets` (a version per time that the incident tells: opened, reopened, resolved, closed) and
        `backend_action_logs` (an action per activity, with the team in `properties`), each row loaded on the day after.
    """
    properties = [
        json.dumps({"activity": activity, "team": team})
        for activity, team in zip(
            activities["incident_activity_type"], activities["assignment_group"], strict=True
        )
    ]
    actions = pd.DataFrame(
        {
            "log_id": activities["incident_activity_number"],
            "occurred_at": activities["data_stamp"],
            "agent_id": pd.Series(pd.NA, index=activities.index, dtype="str"),
            "ticket_id": activities["incident_id"],
            "action": activities["incident_activity_type"].replace(ACTIONS),
            "properties": properties,
            "loaded_at": landing_zone.day_after(activities["data_stamp"]),
        }
    )
    tickets = pd.concat(
        [
            _ticket_versions(incidents, "open_time", "open"),
            _ticket_versions(incidents, "reopen_time", "open"),
            _ticket_versions(incidents, "resolved_time", "resolved"),
            _ticket_versions(incidents, "close_time", incidents["status"]),
        ]
    )
    # before it was closed, nobody could tell when that would be
    tickets["closed_at"] = tickets["closed_at"].where(tickets["closed_at"] == tickets["updated_at"])
    return {"tickets": tickets, "backend_action_logs": actions}


def _ticket_versions(incidents: pd.DataFrame, time: str, status: str | pd.Series) -> pd.DataFrame:
    """The version that each incident came to at one of its times, where it has that time."""
    versions = pd.DataFrame(
        {
            "ticket_id": incidents["incident_id"],
            "created_at": incidents["open_time"],
            "channel": CHANNEL,
            "contact_reason": incidents["category"],
            "priority": incidents["priority"],
            "status": status,
            "closed_at": incidents["close_time"],
            "updated_at": incidents[time],
            "loaded_at": landing_zone.day_after(incidents[time]),
        }
    )
    return versions[versions["updated_at"].notna()]


def write_landing_zone(source: Path, raw_path: Path) -> dict[str, int]:
    """Write the landing zone of both files, a file per table and month of loading.

    Args:
        source: folder of the public files.
        raw_path: landing zone to write; must not hold these tables yet.

    Returns:
        Rows written per table.
    """
    tables = to_contract(read_incidents(source), read_activities(source))
    return landing_zone.write(tables, raw_path, "month")

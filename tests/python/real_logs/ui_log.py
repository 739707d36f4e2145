"""Brings a recorded UI log, one person who copies 50 student records from a sheet into a form, to the raw contract.

The log knows the client's clock alone, and no server. What a server would have written is made up here, and says
nothing that the log does not: when a row was sent and received (in the order of the file, as fast as that order allows)
and, as the contract asks for them, a system's row about each case's creation and the case itself. No action of a
person is made up, so that handling time rests on the frontend's events alone.
Times are UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from real_logs import landing_zone

CASE = "ui_log"
SEGMENTED = "ui_studentrecord_segmented.csv.gz"
RAW = "ui_studentrecord_raw.csv.gz"
FILES = (SEGMENTED, RAW)
VARS = {"reporting_timezone": "UTC"}
# nobody contacted anybody; no seed maps this word
CHANNEL = "record_entry"
# Adopters put their tool's words into seeds/vocabulary; the project's own seed must not learn those of this log, so
# they are translated here.
EVENTS = {
    "copy": "copy",
    "copyCell": "copy",
    "paste": "paste",
    "editField": "input",
    "clickButton": "click",
    "clickCheckbox": "click",
    "clickLink": "click",
    "clickTextField": "click",
    # a cell of the sheet was selected
    "getCell": "click",
}
# from sending to receiving; any constant would do, because nothing is compared with a server's clock
ON_THE_WAY = pd.Timedelta(milliseconds=50)


def read_segmented(folder: Path) -> pd.DataFrame:
    """Read the log that was cleaned and cut into its true cases, a row per event, in the order of the file.

    Returns:
        The columns of the file; beside them `ticket_id` (the true case) and `occurred_at` by the client's clock (UTC).
    """
    events = _read(folder / SEGMENTED)
    events["ticket_id"] = "case-" + events["caseID"].str.zfill(2)
    return events


def read_raw(folder: Path) -> pd.DataFrame:
    """Read the log as it was recorded, in the order of the file, which 346 times is not the order of its clock.

    Returns:
        As `read_segmented`; the case is the one that the cleaned log has going on at that time, and null between cases.
    """
    events, cases = _read(folder / RAW), read_segmented(folder).groupby("ticket_id")["occurred_at"]
    events["ticket_id"] = pd.Series(None, index=events.index, dtype="str")
    for case, (started_at, ended_at) in cases.agg(["min", "max"]).iterrows():
        events.loc[events["occurred_at"].between(started_at, ended_at), "ticket_id"] = case
    return events


def _read(file: Path) -> pd.DataFrame:
    events = pd.read_csv(file, dtype=str)
    events["client_seq"] = events["client_seq"].astype(int)
    events["occurred_at"] = pd.to_datetime(events["timeStamp"]).dt.tz_localize(None)
    # rows of the clipboard do not say whose it is; there is one person
    events["userID"] = events["userID"].ffill().bfill()
    return events


def to_contract(events: pd.DataFrame, arrival: Sequence[int] | None = None) -> dict[str, pd.DataFrame]:
    """Turn events into the frontend's raw table, and make up the two required ones.

    Args:
        events: as `read_segmented` or `read_raw` returns them.
        arrival: positions of the rows in the order in which they reach the server; the file's where it is not given.

    Returns:
        `frontend_event_logs` (in order of arrival; `sent_at_client` and `received_at` are made up, and never go back),
        `backend_action_logs` (per case its creation by the system, at its first event) and `tickets` (a version per
        case, resolved at its last event). Everything is loaded when the day is over.
    """
    arrived = events if arrival is None else events.iloc[list(arrival)]
    # a row leaves when those before it have left
    sent_at = arrived["occurred_at"].cummax()
    frontend = pd.DataFrame(
        {
            "event_id": "event-" + arrived["client_seq"].astype(str).str.zfill(5),
            "tab_session_id": "recording",
            "sequence_no": arrived["client_seq"],
            "agent_id": arrived["userID"],
            "ticket_id": arrived["ticket_id"],
            "event_type": arrived["eventType"].replace(EVENTS),
            "screen": arrived["targetApp"],
            "occurred_at_client": arrived["occurred_at"],
            "sent_at_client": sent_at,
            "received_at": sent_at + ON_THE_WAY,
            "loaded_at": landing_zone.day_after(sent_at + ON_THE_WAY),
        }
    )
    cases = events.groupby("ticket_id")["occurred_at"].agg(["min", "max"]).reset_index()
    actions = pd.DataFrame(
        {
            "log_id": cases["ticket_id"] + "-created",
            "occurred_at": cases["min"],
            "agent_id": pd.Series(None, index=cases.index, dtype="str"),
            "ticket_id": cases["ticket_id"],
            "action": "ticket_created",
            "loaded_at": landing_zone.day_after(cases["max"]),
        }
    )
    tickets = pd.DataFrame(
        {
            "ticket_id": cases["ticket_id"],
            "created_at": cases["min"],
            "channel": CHANNEL,
            "status": "resolved",
            "updated_at": cases["max"],
            "loaded_at": landing_zone.day_after(cases["max"]),
        }
    )
    return {"frontend_event_logs": frontend, "backend_action_logs": actions, "tickets": tickets}


def in_batches(rows: pd.DataFrame, order: Sequence[int], batches: int) -> pd.DataFrame:
    """Put rows into another order and load an equal part of them on each of so many days; nothing else changes."""
    mixed = rows.iloc[list(order)]
    day = np.arange(len(mixed)) * batches // len(mixed)
    return mixed.assign(loaded_at=rows["loaded_at"].max() + pd.to_timedelta(day, unit="D"))


def write_landing_zone(source: Path, raw_path: Path) -> dict[str, int]:
    """Write the landing zone of the log with its true cases, a file per table and day of loading.

    Args:
        source: folder of the public files.
        raw_path: landing zone to write; must not hold these tables yet.

    Returns:
        Rows written per table.
    """
    return landing_zone.write(to_contract(read_segmented(source)), raw_path, "date")

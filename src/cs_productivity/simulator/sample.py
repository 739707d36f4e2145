"""Writes a whole sample landing zone, with the truth beside it."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from cs_productivity.settings import SettingsError
from cs_productivity.simulator.attention import Visits, cut_visits, draw_sessions, draw_touches, true_effort
from cs_productivity.simulator.audit import TableCounts, count_table
from cs_productivity.simulator.backend_log import build_backend_rows
from cs_productivity.simulator.desk import run_desk
from cs_productivity.simulator.dirt import soil
from cs_productivity.simulator.frontend_log import build_events
from cs_productivity.simulator.inflow import draw_demand, draw_inquiries, draw_self_service
from cs_productivity.simulator.landing import land, write_parquet
from cs_productivity.simulator.roster import Roster, draw_roster
from cs_productivity.simulator.schema import COLUMNS, numbered, times, words
from cs_productivity.simulator.tables import (
    agent_table,
    backend_table,
    customer_tables,
    frontend_table,
    people,
    release_tables,
    shift_table,
    ticket_table,
)
from cs_productivity.simulator.transport import deliver
from cs_productivity.simulator.world import (
    PRODUCT_INFLOW_FACTOR,
    TOOL_EFFORT_FACTOR,
    VISIT_KINDS,
    World,
    make_world,
)

MARKER = "_sample.json"
MADE_BY = "cs_productivity.simulator"


@dataclass(frozen=True)
class SampleSummary:
    """What was written. `frontend_rows_lost` were produced but never arrived; `true_effects` are factors."""

    seed: int
    agents: int
    days: int
    first_day: date
    frontend_rows_lost: int
    true_effects: dict[str, dict[str, float]]
    tables: dict[str, TableCounts]


def truth_tables(world: World, roster: Roster, visits: Visits, tickets: int) -> dict[str, pa.Table]:
    """The truth as tables: every visit, and the effort of every ticket in seconds."""
    return {
        "visits": pa.table(
            {
                "agent_id": people(roster.agents, visits.agent),
                "ticket_id": numbered("t", visits.ticket, 6),
                "started_at": times(world.to_us(visits.start)),
                "ended_at": times(world.to_us(visits.end)),
                "kind": words(VISIT_KINDS, visits.kind),
            }
        ),
        "tickets": pa.table(
            {
                "ticket_id": numbered("t", np.arange(tickets), 6),
                "effort_seconds": pa.array(true_effort(visits, tickets) / 1_000),
            }
        ),
    }


def fill(folder: Path, world: World) -> SampleSummary:
    """Simulate the world and write everything into an empty folder."""
    roster = draw_roster(world)
    inquiries = draw_inquiries(world)
    log = run_desk(world, roster, inquiries)
    touches = draw_touches(world, inquiries, log)
    visits = cut_visits(world, touches)
    sessions = draw_sessions(world, roster, touches)
    backend = build_backend_rows(world, inquiries, log, touches, visits, sessions)
    tabs, events = build_events(world, touches, visits, sessions, backend)
    sent = deliver(world, tabs, events)
    self_service = draw_self_service(world, inquiries)
    tables = {
        "backend_action_logs": backend_table(world, roster, backend),
        "frontend_event_logs": frontend_table(world, roster, events, sent),
        "tickets": ticket_table(world, inquiries, log),
        "agents": agent_table(world, roster),
        "shifts": shift_table(world, roster),
        **release_tables(world),
        **customer_tables(world, self_service, draw_demand(world)),
    }
    land(folder, soil(world, tables))
    for name, table in truth_tables(world, roster, visits, len(inquiries.created)).items():
        write_parquet(folder / "_truth" / f"{name}.parquet", table)
    summary = SampleSummary(
        seed=world.seed,
        agents=world.agents,
        days=world.days,
        first_day=world.first_day,
        frontend_rows_lost=len(events.time) - len(sent.source),
        true_effects={
            "rel_01": {"effort": TOOL_EFFORT_FACTOR},
            "rel_02": {},
            "rel_03": {"login": PRODUCT_INFLOW_FACTOR},
        },
        tables={name: count_table(folder, name) for name in COLUMNS},
    )
    marker = {
        "made_by": MADE_BY,
        **asdict(summary),
        "first_day": world.first_day.isoformat(),
        "files": files_in(folder),
    }
    (folder / MARKER).write_text(json.dumps(marker, indent=1) + "\n", encoding="utf-8")
    return summary


def files_in(folder: Path) -> list[str]:
    """All files below a folder, as paths from it, in order, without the marker."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())
    return sorted(path for path in found if path != MARKER)


def check_may_replace(out: Path) -> None:
    """Refuse to write where something other than an earlier sample is.

    Raises:
        SettingsError: `out` is a file, or a folder that holds anything that no earlier run has written.
    """
    if not out.exists():
        return
    if not out.is_dir():
        raise SettingsError(f"{out} is a file: give a folder for the sample logs.")
    files = files_in(out)
    if not files and not (out / MARKER).exists():
        return
    try:
        marker = json.loads((out / MARKER).read_text(encoding="utf-8"))
        known = set(marker["files"]) if marker["made_by"] == MADE_BY else set()
    except (OSError, ValueError, KeyError, TypeError):
        known = set()
    others = [file for file in files if file not in known]
    if others or not known:
        example = others[0] if others else MARKER
        raise SettingsError(
            f"{out} holds files that are not of an earlier sample, such as {example}: "
            "give an empty folder or remove them."
        )


def write_sample(
    out: Path, seed: int = 7, agents: int = 20, days: int = 28, first_day: date = date(2026, 3, 2)
) -> SampleSummary:
    """Write a landing zone of sample logs: `<out>/<table>/loaded_date=…/part-0.parquet` for all nine raw
    tables.

    The same arguments give the same bytes in every file (with the same versions of numpy and pyarrow). The
    truth is in `<out>/_truth/`, what was written is counted in `<out>/_sample.json`. An earlier sample in
    `out` is replaced when the new one is complete; a run that is stopped leaves no half sample there.

    Args:
        out: the folder of the landing zone; made where it does not exist.
        seed: 0 … 2³² − 1.
        agents: 4 … 200 people, and the automation account.
        days: 2 … 400 local days (Asia/Tokyo); agents × days at most 7,500 (about 1 GB of memory per 1,000).
        first_day: the first local day.

    Raises:
        SettingsError: an argument is out of range, or `out` holds something other than an earlier sample.
    """
    world = make_world(seed, agents, days, first_day)
    out = Path(out).resolve()
    check_may_replace(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{out.name}.unfinished-", dir=out.parent))
    except OSError as error:
        raise SettingsError(
            f"No folder can be made in {out.parent} ({error.strerror}): give another one for the sample logs."
        ) from error
    try:
        new, old = beside / "new", beside / "old"
        new.mkdir()
        summary = fill(new, world)
        check_may_replace(out)
        if out.exists():
            os.rename(out, old)
        try:
            os.rename(new, out)
        except OSError:
            if old.exists():
                os.rename(old, out)
            raise
    finally:
        shutil.rmtree(beside)
    return summary

"""Writes a whole sample landing zone, with the truth beside it."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from cs_productivity.settings import SettingsError
from cs_productivity.simulator.audit import TableCounts, count_table
from cs_productivity.simulator.dirt import soil
from cs_productivity.simulator.inflow import draw_demand, draw_self_service
from cs_productivity.simulator.landing import land, write_parquet
from cs_productivity.simulator.releases import TRUE_EFFECTS, release_tables
from cs_productivity.simulator.schema import COLUMNS
from cs_productivity.simulator.simulation import Simulated, simulate
from cs_productivity.simulator.tables import (
    agent_table,
    backend_table,
    customer_tables,
    frontend_table,
    shift_table,
    ticket_table,
)
from cs_productivity.simulator.truth import truth_tables
from cs_productivity.simulator.world import World, make_world

MARKER = "_sample.json"
MADE_BY = "cs_productivity.simulator"


# what no scenario without a browser has
FRONTEND = "frontend_event_logs"


@dataclass(frozen=True)
class SampleSummary:
    """What was written. `frontend_rows_lost` were produced but never arrived; `true_effects` are factors, and a
    release without any is a placebo. `tables` is empty where the files were not counted.
    """

    seed: int
    agents: int
    days: int
    first_day: date
    scenario: str
    parameters: dict[str, float]
    backend_rows_produced: int
    frontend_rows_produced: int
    frontend_rows_lost: int
    true_effects: dict[str, dict[str, float]]
    tables: dict[str, TableCounts]


def make_tables(run: Simulated) -> dict[str, pa.Table]:
    """The raw tables of the contract, the two logs first, before anything happens to them."""
    world, roster = run.world, run.roster
    logs = {"backend_action_logs": backend_table(world, roster, run.backend)}
    if run.frontend is not None:
        browsers = run.frontend
        logs[FRONTEND] = frontend_table(world, roster, browsers.tabs, browsers.events, browsers.sent)
    return {
        **logs,
        "tickets": ticket_table(world, run.inquiries, run.log),
        "agents": agent_table(world, roster),
        "shifts": shift_table(world, roster),
        **release_tables(world),
        **customer_tables(world, draw_self_service(world, run.inquiries), draw_demand(world)),
    }


def fill(folder: Path, world: World, is_counted: bool) -> SampleSummary:
    """Simulate the world and write everything into an empty folder."""
    run = simulate(world)
    for name, table in truth_tables(run).items():
        write_parquet(folder / "_truth" / f"{name}.parquet", table)
    rows, produced, lost = len(run.backend.time), 0, 0
    if run.frontend is not None:
        produced, lost = len(run.frontend.events.time), int(run.frontend.sent.is_lost.sum())
    tables = make_tables(run)
    # the arrays of the run are the larger part of the memory that it takes
    del run
    for name in list(tables):
        land(folder, soil(world, {name: tables.pop(name)}), world.scenario.has_dirt)
    summary = SampleSummary(
        seed=world.seed,
        agents=world.agents,
        days=world.days,
        first_day=world.first_day,
        scenario=world.scenario.name,
        parameters=asdict(world.parameters),
        backend_rows_produced=rows,
        frontend_rows_produced=produced,
        frontend_rows_lost=lost,
        true_effects=TRUE_EFFECTS,
        tables={name: count_table(folder, name) for name in COLUMNS if (folder / name).is_dir()}
        if is_counted
        else {},
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
    out: Path,
    seed: int = 7,
    agents: int = 20,
    days: int = 28,
    first_day: date = date(2026, 3, 2),
    scenario: str = "typical",
    is_counted: bool = True,
) -> SampleSummary:
    """Write a landing zone of sample logs: `<out>/<table>/loaded_date=…/part-0.parquet` for all nine raw
    tables.

    The same arguments give the same bytes in every file (with the same versions of numpy and pyarrow). The
    truth is in `<out>/_truth/`, what was written is counted in `<out>/_sample.json`. An earlier sample in
    `out` is replaced when the new one is complete; a run that is stopped leaves no half sample there.

    Args:
        out: the folder of the landing zone; made where it does not exist.
        seed: 0 … 2³² − 1. How the desk behaves is drawn from it, see `parameters.py`.
        agents: 4 … 200 people, and the automation account.
        days: 2 … 400 local days (Asia/Tokyo); agents × days at most 7,500 (about 0.8 GB of memory per 1,000).
        first_day: the first local day.
        scenario: clean, typical, harsh or backend_only: what becomes of the browser's events on their way, see
            `scenarios.py`. The desk, its truth and its backend logs are the same in all of them.
        is_counted: whether to read all files back and count what is in them, for `tables` of the summary.

    Raises:
        SettingsError: an argument is out of range, or `out` holds something other than an earlier sample.
    """
    world = make_world(seed, agents, days, first_day, scenario)
    out = Path(out).resolve()
    check_may_replace(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{out.name}.unfinished-", dir=out.parent))
    except OSError as error:
        raise SettingsError(
            f"No folder can be made in {out.parent} ({error.strerror}): give another one for the sample logs."
        ) from error
    pool = pa.default_memory_pool()
    try:
        # Arrow's own pool gives memory back after every file and takes it page by page again, which costs a tenth of
        # the whole run
        pa.set_memory_pool(pa.system_memory_pool())
        new, old = beside / "new", beside / "old"
        new.mkdir()
        summary = fill(new, world, is_counted)
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
        pa.set_memory_pool(pool)
        shutil.rmtree(beside)
    return summary

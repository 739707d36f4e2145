"""Ninety mornings: the sample logs land day by day, and each day is one increment."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path

from cs_productivity.simulator import write_sample
from increments.comparison import compare
from increments.dbt_runs import FIRST, INCREMENT, STEMS, WITH_TESTS, Dbt, Place, RunFailed
from increments.tables import REQUIRED

AGENT_COUNT = 6
# the mornings after which a full refresh is made beside the increments, as shares of them all
LOOKS = (0.3, 0.6, 1.0)


@dataclass
class DailyOutcome:
    """Seconds of each increment and of each full refresh, rows compared, and a report if anything differed."""

    increment_seconds: list[float] = field(default_factory=list)
    refresh_seconds: list[float] = field(default_factory=list)
    row_count: int = 0
    report: str = ""


def play_days(dbt: Dbt, folder: Path, day_count: int) -> DailyOutcome:
    """Build after every day's files, and compare with a full refresh a few times on the way and at the end.

    Args:
        dbt: the project.
        folder: where the sample, the landing zone and the warehouses are made.
        day_count: days of the sample; rows of the last ones arrive a little later.

    Returns:
        The outcome; its report is empty where nothing differed.
    """
    sample, zone = folder / "sample", folder / "raw"
    write_sample(sample, agents=AGENT_COUNT, days=day_count)
    mornings = _mornings(sample)
    looks = {round(share * len(mornings)) for share in LOOKS}
    place = Place(zone, folder / f"{STEMS[0]}.duckdb")
    outcome = DailyOutcome()
    try:
        for number, files in enumerate(mornings, 1):
            _land(files, sample, zone)
            command = FIRST if number == 1 else WITH_TESTS if number == len(mornings) else INCREMENT
            outcome.increment_seconds.append(_run(dbt, place, command))
            if number in looks:
                beside = Place(zone, folder / f"{STEMS[1]}.duckdb")
                beside.warehouse.unlink(missing_ok=True)
                outcome.refresh_seconds.append(_run(dbt, beside, FIRST))
                compared = compare(place.warehouse, beside.warehouse, dbt.relations_of_one_run())
                outcome.row_count += compared.row_count
                if compared.differences:
                    lines = [f"After {number} mornings:", *map(str, compared.differences)]
                    outcome.report += "\n".join(lines) + "\n"
    except RunFailed as failure:
        outcome.report += f"Morning {len(outcome.increment_seconds) + 1} failed: {failure}\n"
    shutil.rmtree(folder)
    return outcome


def _mornings(sample: Path) -> list[list[Path]]:
    """Return the files of each day of loading; the first days are one until both required tables have a file."""
    files: dict[str, list[Path]] = {}
    for file in sorted(sample.glob("[!_]*/loaded_date=*/*.parquet")):
        files.setdefault(file.parent.name, []).append(file)
    mornings = [files[day] for day in sorted(files)]
    while not {file.parent.parent.name for file in mornings[0]} >= set(REQUIRED):
        mornings[:2] = [mornings[0] + mornings[1]]
    return mornings


def _land(files: list[Path], sample: Path, zone: Path) -> None:
    for file in files:
        target = zone / file.relative_to(sample)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(file, target)


def _run(dbt: Dbt, place: Place, command: tuple[str, ...]) -> float:
    """Run dbt with the vars as they are by default, and return the seconds that it took."""
    started = time.monotonic()
    dbt.run(place, command, {})
    return time.monotonic() - started

"""Ninety mornings: the sample logs land day by day, and each day is one increment."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from cs_productivity.simulator import write_sample
from increments.dbt_runs import Dbt
from increments.growth import Growth, grow
from increments.tables import REQUIRED

AGENT_COUNT = 6
# the mornings after which a full refresh is made beside the increments, as shares of them all
LOOKS = (0.3, 0.6, 1.0)


def play_days(dbt: Dbt, folder: Path, day_count: int) -> Growth:
    """Build after every day's files, and compare with a full refresh a few times on the way and at the end.

    Args:
        dbt: the project.
        folder: where the sample, the landing zone and the warehouses are made.
        day_count: days of the sample; rows of the last ones arrive a little later.

    Returns:
        The outcome; its report is empty where nothing differed.
    """
    sample = folder / "sample"
    write_sample(sample, agents=AGENT_COUNT, days=day_count)
    mornings = _mornings(sample)
    steps = [partial(_land, files, sample, folder / "raw") for files in mornings]
    looks = {round(share * len(mornings)) for share in LOOKS}
    return grow(dbt, folder, steps, looks, variables={})


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

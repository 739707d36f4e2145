"""A landing zone grows step by step, each step is one increment, and a full refresh is made beside it at times."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from increments.comparison import compare
from increments.dbt_runs import FIRST, INCREMENT, STEMS, WITH_TESTS, Dbt, Place, RunFailed


@dataclass
class Growth:
    """Seconds of each increment and of each full refresh, rows compared, and a report if anything differed."""

    increment_seconds: list[float] = field(default_factory=list)
    refresh_seconds: list[float] = field(default_factory=list)
    row_count: int = 0
    report: str = ""


def grow(
    dbt: Dbt,
    folder: Path,
    steps: Sequence[Callable[[], object]],
    looks: Collection[int],
    variables: dict[str, Any],
) -> Growth:
    """Build after every step, and compare with a full refresh after some.

    Args:
        dbt: the project.
        folder: where the landing zone, `raw`, grows and the warehouses are made; it is removed in the end.
        steps: each lands some files.
        looks: numbers of the steps, from 1, after which the warehouse is compared with a full refresh.
        variables: dbt vars.

    Returns:
        The outcome; its report is empty where nothing differed.
    """
    place = Place(folder / "raw", folder / f"{STEMS[0]}.duckdb")
    beside = Place(folder / "raw", folder / f"{STEMS[1]}.duckdb")
    outcome = Growth()
    try:
        for number, land in enumerate(steps, 1):
            land()
            command = FIRST if number == 1 else WITH_TESTS if number == len(steps) else INCREMENT
            outcome.increment_seconds.append(_run(dbt, place, command, variables))
            if number in looks:
                beside.warehouse.unlink(missing_ok=True)
                outcome.refresh_seconds.append(_run(dbt, beside, FIRST, variables))
                compared = compare(place.warehouse, beside.warehouse, dbt.relations_of_one_run)
                outcome.row_count += compared.row_count
                if compared.differences:
                    lines = [f"After {number} steps:", *map(str, compared.differences)]
                    outcome.report += "\n".join(lines) + "\n"
    except RunFailed as failure:
        outcome.report += f"Step {len(outcome.increment_seconds) + 1} failed: {failure}\n"
    shutil.rmtree(folder)
    return outcome


def _run(dbt: Dbt, place: Place, command: tuple[str, ...], variables: dict[str, Any]) -> float:
    """Run dbt, and return the seconds that it took."""
    started = time.monotonic()
    dbt.run(place, command, variables)
    return time.monotonic() - started

"""Real logs: what a public log's landing zone received is revealed month by month, and each month is one increment."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from types import ModuleType

from real_logs import helpdesk, landing_zone, rabobank

from increments.dbt_runs import Dbt
from increments.growth import Growth, grow

# logs of so many months that months are worth revealing
CASES = {module.CASE: module for module in (helpdesk, rabobank)}


def play_months(
    dbt: Dbt, folder: Path, case: ModuleType, source: Path, milestones: int | None = None
) -> Growth:
    """Build after every month of a log, and compare with one build of the same months in the middle and at the end.

    Args:
        dbt: the project.
        folder: where the landing zones and the warehouses are made.
        case: the converter of the log.
        source: the folder of the public logs.
        milestones: reveal so many times only, several months at once; null is every month.

    Returns:
        The outcome; its report is empty where nothing differed.
    """
    whole = folder / "whole"
    case.write_landing_zone(source, whole)
    months = landing_zone.months_of(whole)
    if milestones:
        months = [months[round(place * len(months) / milestones) - 1] for place in range(1, milestones + 1)]
    steps = [partial(landing_zone.reveal, whole, folder / "raw", month) for month in months]
    return grow(dbt, folder, steps, {(len(months) + 1) // 2, len(months)}, case.VARS)

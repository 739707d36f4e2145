"""What a run forecasts, read from its arguments."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from cs_productivity.forecasting.days import kinds_of_days
from cs_productivity.forecasting.volume import Volume, read_volume


@dataclass(frozen=True)
class Task:
    """What is forecast: a history, and the H local days `targets`.

    `past_kinds` and `kinds` are the kinds of the history's and of the target days, `distances` how far the targets are
    from the last day of the history.
    """

    volume: Volume
    targets: np.ndarray
    past_kinds: np.ndarray
    kinds: np.ndarray
    rest_day: int
    distances: np.ndarray


def utc(moment: datetime | str) -> pd.Timestamp:
    """Return the moment in UTC; without a zone it is UTC already.

    Raises:
        ValueError: it is no moment.
    """
    try:
        stamp = pd.Timestamp(moment)
    except (TypeError, ValueError):
        stamp = pd.NaT
    if stamp is pd.NaT:
        raise ValueError(f"forecast_run_at is {moment!r}, which is no moment: give a timestamp.")
    return stamp.tz_localize("UTC") if stamp.tzinfo is None else stamp.tz_convert("UTC")


def make_task(
    history: pd.DataFrame,
    run_at: pd.Timestamp,
    interval_minutes: int,
    zone: ZoneInfo,
    country: str | None,
    horizon_days: int,
    extra_holidays: Collection[date],
) -> Task | None:
    """Read the history up to the run and find the kinds of its days and of the targets; None if nothing is to read.

    Raises:
        ValueError: an argument or the history is not as asked.
    """
    is_whole = isinstance(horizon_days, (int, np.integer)) and not isinstance(horizon_days, bool)
    if not is_whole or horizon_days < 1:
        raise ValueError(f"horizon_days is {horizon_days!r}: give a whole number of 1 or more.")
    today = np.datetime64(run_at.tz_convert(zone).date())
    targets = np.arange(today, today + int(horizon_days))
    volume = read_volume(history, today, zone, interval_minutes)
    if volume is None:
        # a wrong country is an error all the same
        kinds_of_days(targets, country, extra_holidays)
        return None
    every_day = np.arange(volume.days[0], targets[-1] + 1)
    kinds, rest_day = kinds_of_days(every_day, country, extra_holidays)
    distances = (targets - volume.days[-1]).astype(np.int64)
    return Task(volume, targets, kinds[: len(volume.days)], kinds[-len(targets) :], rest_day, distances)

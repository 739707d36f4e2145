"""Forecasts of inquiry volume per channel and contact_reason, by interval and by day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import astuple, replace
from datetime import date, datetime

import numpy as np
import pandas as pd

from cs_productivity.forecasting.backtest import Choice, backtest_origins, choose, horizon_groups, roll
from cs_productivity.forecasting.candidates import ANY_DAY, CANDIDATES
from cs_productivity.forecasting.days import (
    check_interval,
    check_zone,
    intervals_of,
    local_midnights,
    local_slots,
)
from cs_productivity.forecasting.gaps import GAP_DAYS, MODELS, WIDER, fill_gaps, name_models
from cs_productivity.forecasting.spread import Spread, bounds, fill_spread, fit_spread
from cs_productivity.forecasting.task import Task, make_task, utc
from cs_productivity.forecasting.volume import KEYS

# the columns of a forecast, with the types that they have in a frame without rows, too
TYPES = {
    "forecast_run_at": "datetime64[us]",
    "granularity": object,
    "target_start_at": "datetime64[us]",
    "channel": object,
    "contact_reason": object,
    "horizon_days": "int64",
    "forecast": float,
    "lower": float,
    "upper": float,
    "model": object,
    "backtest_wape": float,
    "naive_wape": float,
}
COLUMNS = list(TYPES)
# further days ahead share the errors of the fourth week
LONGEST_BACKTEST = 28
# a backtest holds three forecasts of every cell at once: series go through it in parts of about 50 MB each
_CELLS_AT_ONCE = 6_000_000
# figures that differ by less differ by the machine alone
_DECIMALS = 6


def forecast_volume(
    history: pd.DataFrame,
    forecast_run_at: datetime | str,
    *,
    interval_minutes: int = 30,
    timezone: str = "Asia/Tokyo",
    country: str | None = "JP",
    horizon_days: int = 28,
    extra_holidays: Collection[date] = (),
) -> pd.DataFrame:
    """Forecast the inquiries of the day of `forecast_run_at` and of the days after it.

    Only days that are over at `forecast_run_at` are learned from: the day itself is forecast from its first interval
    on. Days and intervals are forecast by the same method, days from the sums of days. Where both take the same
    candidate a day's forecast is the sum of its intervals' (but for days of 23 or 25 hours); each is chosen by its own
    errors, so they need not add up, and their bounds never do: errors of intervals offset each other.

    Args:
        history: interval_start_at (UTC, with or without zone), interval_date (in the reporting time zone), channel,
            contact_reason, inquiry_count; a row per interval, zeros included. Rows in any order.
        forecast_run_at: the "now" of the run; without a zone it is UTC.
        interval_minutes: length of the history's intervals, a divisor of a day.
        timezone: IANA name of the reporting time zone, whose days and clock the patterns follow.
        country: two-letter code of the public holidays, None for none.
        horizon_days: how many days are forecast, 1 is the day of the run alone.
        extra_holidays: dates that are like public holidays, such as company holidays.

    Returns:
        A row per granularity (`interval`, `day`), series and target, in that order. target_start_at is the start of the
        interval, or local midnight; times are UTC, with a zone if the history's are. horizon_days is 1 for the day of
        the run. forecast, lower and upper (an 80 % interval) are inquiries. backtest_wape and naive_wape (shares) are
        the errors of `model` and of the same slot last week in a rolling-origin backtest, on ordinary days of the same
        group of horizons (1–7, 8–14, 15 and more days); null where it could not be tested. `model` is one of
        gaps.MODELS. Empty where the history has no day that is over.

    Raises:
        ValueError: an argument or the history is not as asked; the message names it.
    """
    run_at = utc(forecast_run_at)
    zone = check_zone(timezone)
    check_interval(interval_minutes)
    task = make_task(history, run_at, interval_minutes, zone, country, horizon_days, extra_holidays)
    if task is None:
        return pd.DataFrame(columns=COLUMNS).astype(TYPES)
    is_zoned = isinstance(history["interval_start_at"].dtype, pd.DatetimeTZDtype)
    starts = intervals_of(task.targets, zone, interval_minutes)
    dates, slots = local_slots(starts, zone, interval_minutes)
    days = (dates - task.targets[0]).astype(np.int64)
    every_day = np.arange(len(task.targets))
    by_day = replace(task, volume=task.volume.by_day())
    rows = pd.concat(
        [
            _rows(task, "interval", starts, days, slots),
            _rows(by_day, "day", local_midnights(task.targets, zone), every_day, np.zeros_like(every_day)),
        ],
        ignore_index=True,
    )
    rows["forecast_run_at"] = run_at
    for name in ("forecast_run_at", "target_start_at"):
        times = pd.to_datetime(rows[name], utc=True).dt.as_unit("us")
        rows[name] = times if is_zoned else times.dt.tz_localize(None)
    return rows[COLUMNS].astype({name: kind for name, kind in TYPES.items() if not name.endswith("_at")})


def _rows(
    task: Task, granularity: str, starts: pd.DatetimeIndex, days: np.ndarray, slots: np.ndarray
) -> pd.DataFrame:
    """Forecast and bound one granularity; each start is a day's (place in the targets) slot."""
    forecasts, names, choice, spread = _forecast(task)
    groups = horizon_groups(task.distances)
    is_tested = names < len(CANDIDATES)
    lower, upper = bounds(forecasts, fill_spread(spread), groups, np.where(is_tested, 1.0, WIDER))
    wape = np.where(is_tested, choice.wape[:, groups], np.nan)
    naive_wape = np.where(is_tested, choice.naive_wape[:, groups], np.nan)
    series_count = len(forecasts)
    of_series = task.volume.series.iloc[np.repeat(np.arange(series_count), len(starts))]
    return pd.DataFrame(
        {
            "granularity": np.full(series_count * len(starts), granularity, dtype=object),
            "target_start_at": np.tile(starts.to_numpy(), series_count),
            **{name: of_series[name].to_numpy() for name in KEYS},
            "horizon_days": np.tile(days + 1, series_count),
            "forecast": forecasts[:, days, slots].round(_DECIMALS).ravel(),
            "lower": lower[:, days, slots].round(_DECIMALS).ravel(),
            "upper": upper[:, days, slots].round(_DECIMALS).ravel(),
            "model": np.array(MODELS, dtype=object)[names[:, days]].ravel(),
            "backtest_wape": wape[:, days].ravel(),
            "naive_wape": naive_wape[:, days].ravel(),
        }
    )


def _forecast(task: Task) -> tuple[np.ndarray, np.ndarray, Choice, Spread]:
    """Return forecasts (S × H × K), places of their models in MODELS (S × H), and what the backtest says."""
    volume, past_kinds, rest_day = task.volume, task.past_kinds, task.rest_day
    origins = backtest_origins(len(volume.days))
    longest = min(len(task.targets), LONGEST_BACKTEST)
    cells = len(CANDIDATES) * max(1, len(origins)) * longest * volume.counts.shape[2]
    size = max(1, _CELLS_AT_ONCE // cells)
    parts = []
    for first in range(0, len(volume.series), size):
        part = volume.part(first, first + size)
        backtest, memory = roll(part, past_kinds, rest_day, origins, longest)
        choice = choose(backtest)
        models = choice.model[:, horizon_groups(task.distances)]
        made, is_seen = memory.forecast(task.kinds, task.distances)
        made = np.take_along_axis(made, models[None, :, :, None], axis=0)[0]
        names = name_models(memory, models, task.kinds)
        last_days = memory.means(GAP_DAYS)[:, ANY_DAY]
        parts.append(
            (made, names, is_seen, last_days, *astuple(choice), *astuple(fit_spread(backtest, choice)))
        )
    made, names, is_seen, last_days, *others = (np.concatenate(pieces) for pieces in zip(*parts, strict=True))
    made, names = fill_gaps(task, made, names, is_seen, last_days)
    return made, names, Choice(*others[:4]), Spread(*others[4:])

"""How far the total of a month falls from its forecast, per channel."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

import numpy as np
import pandas as pd

from cs_productivity.forecasting.backtest import (
    BACKTEST_DAYS,
    backtest_origins,
    choose,
    chosen_forecasts,
    roll,
)
from cs_productivity.forecasting.days import check_interval, check_zone
from cs_productivity.forecasting.spread import SHARE_ABOVE, SHARE_BELOW, finite_quantile
from cs_productivity.forecasting.task import make_task, utc

MONTH_DAYS = 28
# a month of which much is missing tells nothing of its total
MIN_SHARE_THERE = 0.8
MIN_WINDOWS = 7
# of so few months all may have been over, or under, their forecast by luck: errors count for both sides then
MIRRORED_BELOW_MONTHS = 3


def month_residuals(
    history: pd.DataFrame,
    forecast_run_at: datetime | str,
    *,
    interval_minutes: int = 30,
    timezone: str = "Asia/Tokyo",
    country: str | None = "JP",
    month_days: int = MONTH_DAYS,
    extra_holidays: Collection[date] = (),
) -> pd.DataFrame:
    """Tell the relative errors of a month's total per channel, for the bounds of what is planned by the month.

    Errors of days within a month offset each other in part: bounds of days that are added up are too wide if errors
    are independent, and too narrow if the level moves. So whole windows of `month_days` are forecast from past days
    (by day and reason, with the candidates that forecast_volume takes) and added up: residual = actual ÷ forecast − 1.
    The windows overlap; as only one in `month_days` stands for itself, the quantiles are taken further out
    (finite_quantile): with fewer than nine months of backtest they are the smallest and the largest residual seen.

    Args:
        history: as forecast_volume takes it.
        forecast_run_at: the "now" of the run.
        interval_minutes: length of the history's intervals.
        timezone: IANA name of the reporting time zone.
        country: two-letter code of the public holidays, None for none.
        month_days: length of a window in days.
        extra_holidays: dates that are like public holidays.

    Returns:
        A row per channel: channel, relative_low and relative_high (shares, low ≤ 0 ≤ high: −0.1 is a month 10 % under
        its forecast), window_count (tested windows). The shares are null below MIN_WINDOWS windows.

    Raises:
        ValueError: an argument or the history is not as asked; the message names it.
    """
    check_interval(interval_minutes)
    zone = check_zone(timezone)
    run_at = utc(forecast_run_at)
    task = make_task(history, run_at, interval_minutes, zone, country, month_days, extra_holidays)
    types = {"channel": object, "relative_low": float, "relative_high": float, "window_count": "int64"}
    if task is None:
        return pd.DataFrame(columns=list(types)).astype(types)
    volume = task.volume.by_day()
    origins = backtest_origins(len(volume.days), most=BACKTEST_DAYS)
    backtest, _ = roll(volume, task.past_kinds, task.rest_day, origins, month_days)
    forecasts = chosen_forecasts(backtest, choose(backtest))[..., 0]
    targets = np.minimum(origins[:, None] + np.arange(1, month_days + 1), len(volume.days) - 1)
    # a series that began after the origin is part of the truth, though nothing was forecast of it
    is_there = volume.is_known[:, targets]
    places = volume.channel_places()
    is_whole = origins + month_days < len(volume.days)
    rows = []
    for place, channel in enumerate(volume.by_channel().series["channel"]):
        of_channel = places == place
        forecast, there = forecasts[of_channel], is_there[of_channel]
        actual = (backtest.actual[of_channel][..., 0] * there).sum(axis=(0, 2))
        on_days_there = (forecast * there).sum(axis=(0, 2))
        is_used = is_whole & (on_days_there > 0)
        is_used &= on_days_there >= MIN_SHARE_THERE * forecast.sum(axis=(0, 2))
        residuals = actual[is_used] / on_days_there[is_used] - 1
        low, high = np.nan, np.nan
        if len(residuals) >= MIN_WINDOWS:
            months = 1 + (len(residuals) - 1) // month_days
            if months < MIRRORED_BELOW_MONTHS:
                residuals = np.concatenate([residuals, -residuals])
            low = min(finite_quantile(residuals, SHARE_BELOW, months), 0.0)
            high = max(finite_quantile(residuals, SHARE_ABOVE, months), 0.0)
        rows.append((channel, low, high, int(is_used.sum())))
    return pd.DataFrame(rows, columns=list(types)).astype(types)

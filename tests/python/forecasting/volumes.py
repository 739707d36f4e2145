"""Made-up histories of inquiries, in the form that forecasting takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd

# an intraday rhythm that differs by slot and by weekday, so that a slip of either shows
WEEK = (20, 14, 12, 10, 12, 6, 4)


def usual(day: pd.Timestamp, minute: int) -> int:
    """Inquiries of an interval that starts so many minutes after midnight on the clock."""
    return WEEK[day.day_of_week] * (minute // 60) % 37


def make_history(
    first: str,
    days: int,
    rule: Callable[[pd.Timestamp, int], float] = usual,
    *,
    zone: str = "Asia/Tokyo",
    minutes: int = 60,
    channel: str = "phone",
    reason: str = "login",
    skip: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Return a row per interval of consecutive local days; the rule takes the local day and minute of the day."""
    start = pd.Timestamp(first)
    edges = [start.tz_localize(zone), (start + pd.Timedelta(days=days)).tz_localize(zone)]
    starts = pd.date_range(
        *(edge.tz_convert("UTC") for edge in edges), freq=f"{minutes}min", inclusive="left"
    )
    local = starts.tz_convert(zone).tz_localize(None)
    midnights = local.normalize()
    of_day = ((local - midnights) // pd.Timedelta(minutes=1)).to_numpy()
    history = pd.DataFrame(
        {
            "interval_start_at": starts.tz_localize(None),
            "interval_date": midnights.date,
            "channel": channel,
            "contact_reason": reason,
            "inquiry_count": [rule(*at) for at in zip(midnights, of_day.tolist(), strict=True)],
        }
    )
    return history[~history["interval_date"].isin([date.fromisoformat(day) for day in skip])]


def random_rule(seed: int, level: Callable[[pd.Timestamp], float]) -> Callable[[pd.Timestamp, int], int]:
    """Return Poisson counts around the usual ones, times the level of the day."""
    rng = np.random.default_rng(seed)
    return lambda day, minute: int(rng.poisson(usual(day, minute) * level(day)))


def of(rows: pd.DataFrame, granularity: str, reason: str = "login", channel: str = "phone") -> pd.DataFrame:
    """Return one series' rows of one granularity, in order of time, with UTC times as index."""
    is_wanted = (rows["granularity"] == granularity) & (rows["contact_reason"] == reason)
    return rows[is_wanted & (rows["channel"] == channel)].set_index("target_start_at")

"""The history of inquiries as a cube of series × days × slots, with the days left out that tell nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from cs_productivity.forecasting.days import MINUTES_OF_DAY, local_slots, skipped_slots

KEYS = ["channel", "contact_reason"]
COLUMNS = ["interval_start_at", "interval_date", *KEYS, "inquiry_count"]


@dataclass(frozen=True)
class Volume:
    """Inquiries of S series on D consecutive local dates, each with K slots.

    `series` has a row per series with channel and contact_reason, in their order. `counts` (S × D × K) are inquiries
    per interval; NaN is a slot that the clock skips. `is_known` (S × D) tells the days that a series may learn from.
    `is_closed` (S × 7) tells the weekdays that went by at least twice without one known day of the series.
    """

    series: pd.DataFrame
    days: np.ndarray
    counts: np.ndarray
    is_known: np.ndarray
    is_closed: np.ndarray

    def by_day(self) -> Volume:
        """Return the same history with one slot a day, its sum."""
        return replace(self, counts=np.nansum(self.counts, axis=2, keepdims=True))

    def part(self, first: int, last: int) -> Volume:
        """Return the series from the place `first` to before `last`."""
        some = slice(first, last)
        return Volume(
            self.series.iloc[some], self.days, self.counts[some], self.is_known[some], self.is_closed[some]
        )

    def channel_places(self) -> np.ndarray:
        """Return the place that each series' channel has in by_channel: S."""
        return np.unique(self.series["channel"].to_numpy(dtype=object), return_inverse=True)[1]

    def by_channel(self) -> Volume:
        """Return the same history with a series per channel; it knows the days that one of its reasons knows."""
        channels, members = np.unique(self.series["channel"].to_numpy(dtype=object)), self.channel_places()
        known = np.where(self.is_known[:, :, None], self.counts, 0.0)
        counts = np.zeros((len(channels), *self.counts.shape[1:]))
        np.add.at(counts, members, known)
        is_known = np.zeros((len(channels), len(self.days)), dtype=bool)
        np.logical_or.at(is_known, members, self.is_known)
        is_closed = np.ones((len(channels), 7), dtype=bool)
        np.logical_and.at(is_closed, members, self.is_closed)
        return Volume(pd.DataFrame({"channel": channels}), self.days, counts, is_known, is_closed)


def check_history(history: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that forecasting needs, with interval_start_at in UTC.

    Raises:
        ValueError: a column is missing, a value is null, negative or no number, or a row comes twice.
    """
    missing = [name for name in COLUMNS if name not in history.columns]
    if missing:
        raise ValueError(f"The history has no column {missing[0]}: give the columns {', '.join(COLUMNS)}.")
    history = history[COLUMNS].copy()
    for name in COLUMNS:
        if history[name].isna().any():
            raise ValueError(f"The history has a null in {name}: leave out or fill its row.")
    history["interval_start_at"] = pd.to_datetime(history["interval_start_at"], utc=True)
    try:
        history["inquiry_count"] = history["inquiry_count"].astype(float)
    except (TypeError, ValueError):
        raise ValueError("inquiry_count has a value that is no number: give whole numbers.") from None
    is_wrong = ~np.isfinite(history["inquiry_count"]) | (history["inquiry_count"] < 0)
    if is_wrong.any():
        row = history[is_wrong].iloc[0]
        raise ValueError(
            f"inquiry_count is {row['inquiry_count']:g} for {row['channel']}, {row['contact_reason']} at "
            f"{row['interval_start_at']}: give counts of 0 or more."
        )
    is_twice = history.duplicated(["interval_start_at", *KEYS])
    if is_twice.any():
        row = history[is_twice].iloc[0]
        raise ValueError(
            f"The history has {row['channel']}, {row['contact_reason']} at {row['interval_start_at']} twice: "
            "give one row per interval, channel and contact_reason."
        )
    return history


def read_volume(
    history: pd.DataFrame, before: np.datetime64, zone: ZoneInfo, interval_minutes: int
) -> Volume | None:
    """Turn rows into a cube.

    A day is left out for every series where it lacks an interval that at least half of the days of its weekday have:
    the logs were out, or the day was not over. It is left out for one series where that one has no row on it, and
    before the first inquiry of a series, which did not exist then. On a day that counts, an interval without a row
    is one without inquiries. Where the clock shows an hour twice, its slots hold the mean of the two.

    Args:
        history: columns COLUMNS, in any order of rows.
        before: first local date that is not read, since it is not over.
        zone: reporting time zone, which interval_date is in.
        interval_minutes: length of an interval, a divisor of a day.

    Returns:
        The cube, or None where the history has no row before that date.

    Raises:
        ValueError: the history is not as asked (see check_history), or interval_date is of another time zone.
    """
    history = check_history(history)
    starts = pd.DatetimeIndex(history["interval_start_at"])
    dates, slots = local_slots(starts, zone, interval_minutes)
    given = pd.to_datetime(history["interval_date"]).to_numpy().astype("datetime64[D]")
    if (dates != given).any():
        at = int((dates != given).argmax())
        raise ValueError(
            f"interval_date is {given[at]} at {starts[at]}, but {dates[at]} in {zone.key}: give the timezone "
            "that the history was cut with."
        )
    is_read = dates < before
    if not is_read.any():
        return None
    codes, series = _series_of(history)
    first, last = dates[is_read].min(), dates[is_read].max()
    days = np.arange(first, last + 1)
    shape = (len(series), len(days), MINUTES_OF_DAY // interval_minutes)
    places = (codes * shape[1] + (dates - first).astype(np.int64)) * shape[2] + slots
    places, values = places[is_read], history["inquiry_count"].to_numpy()[is_read]
    row_counts = np.bincount(places, minlength=np.prod(shape)).reshape(shape)
    counts = np.bincount(places, weights=values, minlength=np.prod(shape)).reshape(shape)
    counts = counts / np.maximum(row_counts, 1)

    is_skipped = skipped_slots(days, zone, interval_minutes)
    is_complete = _complete_days(days, (row_counts > 0).any(axis=0), is_skipped)
    has_rows = is_complete & (row_counts > 0).any(axis=2)
    day_sums = np.where(has_rows, counts.sum(axis=2), 0.0)
    # a series of nothing but zeros has no first inquiry: it has been quiet from the first day
    has_begun = (np.cumsum(day_sums, axis=1) > 0) | (day_sums.sum(axis=1, keepdims=True) == 0)
    is_known = has_rows & has_begun
    counts[:, is_skipped] = np.nan
    return Volume(series, days, counts, is_known, _closed_weekdays(days, is_known, has_begun))


def _series_of(history: pd.DataFrame) -> tuple[np.ndarray, pd.DataFrame]:
    """Number the series in the order of their names, so that the order of rows does not matter."""
    grouped = history.groupby(KEYS, sort=True, observed=True)
    series = grouped.size().reset_index()[KEYS].astype(object)
    return grouped.ngroup().to_numpy(), series


def _complete_days(days: np.ndarray, is_there: np.ndarray, is_skipped: np.ndarray) -> np.ndarray:
    """Tell the days (D) that have rows in every slot that at least half of the days of the same weekday have."""
    weekdays = (days.astype(np.int64) + 3) % 7
    is_complete = is_there.any(axis=1)
    for weekday in range(7):
        of_weekday = (weekdays == weekday) & is_there.any(axis=1)
        if of_weekday.any():
            is_usual = is_there[of_weekday].mean(axis=0) >= 0.5
            is_complete[of_weekday] = (is_there | is_skipped | ~is_usual)[of_weekday].all(axis=1)
    return is_complete


def _closed_weekdays(days: np.ndarray, is_known: np.ndarray, has_begun: np.ndarray) -> np.ndarray:
    weekdays = (days.astype(np.int64) + 3) % 7
    of_weekday = weekdays[:, None] == np.arange(7)
    return ((has_begun @ of_weekday.astype(int)) >= 2) & ((is_known @ of_weekday.astype(int)) == 0)

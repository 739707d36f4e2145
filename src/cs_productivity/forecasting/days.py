"""Days as the reporting time zone counts them: which slot an interval falls into, and what kind of day it is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from zoneinfo import ZoneInfo

import holidays
import numpy as np
import pandas as pd

# kinds of days are numbers: 0 (Monday) to 6 (Sunday) for ordinary days, then the public holidays
HOLIDAY = 7
SUNDAY = 6
MINUTES_OF_DAY = 1_440


def check_interval(interval_minutes: int) -> int:
    """Return the number of intervals of a day.

    Raises:
        ValueError: the minutes are no whole number that divides a day.
    """
    is_whole = isinstance(interval_minutes, (int, np.integer)) and not isinstance(interval_minutes, bool)
    if not is_whole or interval_minutes < 1 or MINUTES_OF_DAY % interval_minutes:
        raise ValueError(
            f"interval_minutes is {interval_minutes!r}, which does not divide a day: give a divisor of 1440."
        )
    return MINUTES_OF_DAY // int(interval_minutes)


def check_zone(timezone: str) -> ZoneInfo:
    """Return the time zone of that name.

    Raises:
        ValueError: there is none.
    """
    try:
        return ZoneInfo(timezone)
    except (KeyError, ValueError, TypeError, OSError):
        raise ValueError(
            f"timezone is {timezone!r}, which is no IANA time zone: give one like 'Asia/Tokyo'."
        ) from None


def local_slots(
    starts: pd.DatetimeIndex, zone: ZoneInfo, interval_minutes: int
) -> tuple[np.ndarray, np.ndarray]:
    """Place starts of intervals on the clock of the zone.

    Args:
        starts: n instants, in UTC.
        zone: reporting time zone.
        interval_minutes: length of an interval.

    Returns:
        n local dates (datetime64[D]) and n slots: 0 is the one that starts at midnight on the clock. An hour that the
        clock shows twice has the same slots twice, and one that it skips has none.

    Raises:
        ValueError: an interval does not start where the clock of the zone starts one.
    """
    local = starts.tz_convert(zone).tz_localize(None)
    since_midnight = local - local.normalize()
    is_off = np.asarray(since_midnight % pd.Timedelta(minutes=interval_minutes) != pd.Timedelta(0))
    if is_off.any():
        example = local[is_off.argmax()]
        raise ValueError(
            f"interval_start_at has {example} in {zone.key}, where no interval of {interval_minutes} minutes "
            "starts: give the interval_minutes and the timezone that the history was cut with."
        )
    slots = (since_midnight // pd.Timedelta(minutes=interval_minutes)).to_numpy()
    return local.to_numpy().astype("datetime64[D]"), slots.astype(np.int64)


def local_midnights(days: np.ndarray, zone: ZoneInfo) -> pd.DatetimeIndex:
    """Return the instant (UTC) at which each local date begins; where midnight is skipped, the first one after it."""
    naive = pd.DatetimeIndex(days.astype("datetime64[us]"))
    # of a midnight that comes twice the first one begins the day: it is the one in summer time
    first = np.ones(len(naive), dtype=bool)
    return naive.tz_localize(zone, ambiguous=first, nonexistent="shift_forward").tz_convert("UTC")


def intervals_of(days: np.ndarray, zone: ZoneInfo, interval_minutes: int) -> pd.DatetimeIndex:
    """Return the starts (UTC) of all intervals of consecutive local dates, of 23 or 25 hours too."""
    edges = local_midnights(np.append(days, days[-1] + 1), zone)
    return pd.date_range(edges[0], edges[-1], freq=pd.Timedelta(minutes=interval_minutes), inclusive="left")


def skipped_slots(days: np.ndarray, zone: ZoneInfo, interval_minutes: int) -> np.ndarray:
    """Tell the slots that the clock of the zone skips.

    Returns:
        bool, days × slots.
    """
    is_skipped = np.zeros((len(days), MINUTES_OF_DAY // interval_minutes), dtype=bool)
    lengths = np.diff(local_midnights(np.append(days, days[-1] + 1), zone).to_numpy())
    for place in np.flatnonzero(lengths < np.timedelta64(1, "D")):
        starts = intervals_of(days[place : place + 1], zone, interval_minutes)
        is_skipped[place] = True
        is_skipped[place, local_slots(starts, zone, interval_minutes)[1]] = False
    return is_skipped


def public_holidays(country: str, years: range, name: str = "country") -> holidays.HolidayBase:
    """Return the public holidays of a country, by date.

    Args:
        country: two-letter code.
        years: the years that are asked for.
        name: what the caller calls the country, for the message.

    Raises:
        ValueError: no public holidays are known of that country.
    """
    try:
        return holidays.country_holidays(country, years=years)
    except (NotImplementedError, AttributeError, TypeError):
        raise ValueError(
            f"{name} is {country!r}, whose public holidays are not known: give a two-letter code like 'JP', or none."
        ) from None


def kinds_of_days(
    days: np.ndarray, country: str | None, extra_holidays: Collection[date] = ()
) -> tuple[np.ndarray, int]:
    """Tell weekdays and public holidays apart.

    A holiday on the country's day of rest is an ordinary day of rest.

    Args:
        days: n local dates.
        country: two-letter code whose public holidays count, or None for none.
        extra_holidays: further dates that are like holidays, such as a company's own days off.

    Returns:
        n numbers, 0 (Monday) to 6 (Sunday) or HOLIDAY, and the number of the country's day of rest.

    Raises:
        ValueError: no public holidays are known of that country.
    """
    kinds = (days.astype(np.int64) + 3) % 7
    known: set[date] = set(extra_holidays)
    rest_day = SUNDAY
    if country is not None:
        years = range(days[0].astype(object).year, days[-1].astype(object).year + 1)
        calendar = public_holidays(country, years)
        known |= set(calendar)
        rest_day = SUNDAY if SUNDAY in calendar.weekend or not calendar.weekend else max(calendar.weekend)
    is_holiday = np.array([day in known for day in days.astype(object)], dtype=bool)
    return np.where(is_holiday & (kinds != rest_day), HOLIDAY, kinds), rest_day

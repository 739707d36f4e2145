"""Public holidays as rows."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pyarrow as pa

from cs_productivity.forecasting.days import public_holidays


def holiday_dates(first: date | None, last: date | None, country: str | None) -> pd.DataFrame:
    """Return the public holidays of a country from one date to another, both included.

    Args:
        first: first date; without one there are no holidays.
        last: last date.
        country: two-letter code, or None for no holidays.

    Returns:
        holiday_date (dates) and holiday_name (in the country's language), in the order of time.

    Raises:
        ValueError: no public holidays are known of that country.
    """
    found: dict[date, str] = {}
    is_span = pd.notna(first) and pd.notna(last)
    if country is not None and is_span:
        first, last = pd.Timestamp(first).date(), pd.Timestamp(last).date()
        years = range(first.year, last.year + 1)
        found = dict(public_holidays(country, years, name="holiday_country"))
    rows = sorted((day, name) for day, name in found.items() if first <= day <= last)
    return pd.DataFrame(
        {
            "holiday_date": pd.Series([day for day, _ in rows], dtype=pd.ArrowDtype(pa.date32())),
            "holiday_name": pd.Series([name for _, name in rows], dtype="string"),
        }
    )

"""Forecasts of channels as a whole, and the public holidays as rows."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from cs_productivity.forecasting import WHOLE_CHANNEL, forecast_volume, forecast_with_totals
from cs_productivity.holiday_calendar import holiday_dates

SETTINGS = {"interval_minutes": 60, "timezone": "UTC", "country": None, "horizon_days": 2}
RUN = "2026-02-02 00:00:00"


def history() -> pd.DataFrame:
    """Four weeks of two reasons, of which each has its hour."""
    starts = pd.date_range("2026-01-05", "2026-02-01 23:00", freq="h")
    parts = [
        pd.DataFrame(
            {
                "interval_start_at": starts,
                "interval_date": starts.date,
                "channel": "mail",
                "contact_reason": reason,
                "inquiry_count": [count if start.hour == hour else 0 for start in starts],
            }
        )
        for reason, hour, count in (("login", 9, 3), ("payment", 15, 5))
    ]
    return pd.concat(parts, ignore_index=True)


def test_a_channel_is_forecast_beside_its_reasons_and_from_their_sums() -> None:
    found = forecast_with_totals(history(), RUN, **SETTINGS)
    days = found[found["granularity"] == "day"].groupby("contact_reason")["forecast"].first()
    assert days.to_dict() == {WHOLE_CHANNEL: 8, "login": 3, "payment": 5}


def test_reasons_are_forecast_as_without_totals() -> None:
    found = forecast_with_totals(history(), RUN, **SETTINGS)
    alone = forecast_volume(history(), RUN, **SETTINGS)
    reasons = found[found["contact_reason"] != WHOLE_CHANNEL].reset_index(drop=True)
    pd.testing.assert_frame_equal(reasons, alone.reset_index(drop=True))


def test_holidays_are_those_of_the_country_between_both_dates() -> None:
    found = holiday_dates(date(2026, 5, 3), date(2026, 5, 6), "JP")
    # the 3rd is a Sunday: the 6th stands in for it
    assert found["holiday_date"].tolist() == [date(2026, 5, day) for day in (3, 4, 5, 6)]
    assert found["holiday_name"].str.len().gt(0).all()


def test_without_a_country_or_dates_there_are_no_holidays_but_typed_columns() -> None:
    for found in (holiday_dates(date(2026, 1, 1), date(2026, 12, 31), None), holiday_dates(None, None, "JP")):
        assert len(found) == 0
        assert list(found.dtypes.astype(str)) == ["date32[day][pyarrow]", "string"]


def test_a_country_without_known_holidays_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="holiday_country is 'XX'"):
        holiday_dates(date(2026, 1, 1), date(2026, 12, 31), "XX")

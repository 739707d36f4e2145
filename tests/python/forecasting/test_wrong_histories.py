"""What is refused, in one sentence that names it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from volumes import make_history

from cs_productivity.forecasting import forecast_volume, month_residuals

HISTORY = make_history("2026-05-01", 31)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"interval_minutes": 7}, "interval_minutes is 7, which does not divide a day"),
        ({"interval_minutes": 0}, "interval_minutes is 0"),
        ({"interval_minutes": 30.0}, "interval_minutes is 30.0"),
        ({"interval_minutes": 120}, "interval_start_at has .*, where no interval of 120 minutes starts"),
        ({"timezone": "Tokyo"}, "timezone is 'Tokyo', which is no IANA time zone"),
        ({"timezone": ""}, "timezone is ''"),
        ({"timezone": "Asia/Seoul", "interval_minutes": 60, "country": "XX"}, "country is 'XX'"),
        ({"timezone": "UTC"}, "interval_date is .* but .* in UTC: give the timezone"),
        ({"country": ""}, "country is ''"),
        ({"forecast_run_at": "soon"}, "forecast_run_at is 'soon'"),
        ({"forecast_run_at": None}, "forecast_run_at is None"),
        ({"horizon_days": 0}, "horizon_days is 0"),
    ],
)
def test_an_argument_that_makes_no_sense_is_refused_by_name(
    settings: dict[str, object], sentence: str
) -> None:
    settings = {"forecast_run_at": "2026-05-31 15:00", "interval_minutes": 60} | settings
    with pytest.raises(ValueError, match=f"^{sentence}"):
        forecast_volume(HISTORY, **settings)
    if "horizon_days" not in settings:
        with pytest.raises(ValueError, match=f"^{sentence}"):
            month_residuals(HISTORY, **settings)


def with_first(column: str, value: object) -> pd.DataFrame:
    return HISTORY.astype({column: object}).assign(**{column: [value, *HISTORY[column].iloc[1:]]})


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: with_first("inquiry_count", -1), "inquiry_count is -1 for phone, login at 2026-04-30 15:00"),
        (lambda: with_first("inquiry_count", np.inf), "inquiry_count is inf for phone, login"),
        (lambda: with_first("inquiry_count", "many"), "inquiry_count has a value that is no number"),
        (lambda: with_first("inquiry_count", None), "The history has a null in inquiry_count"),
        (lambda: with_first("contact_reason", None), "The history has a null in contact_reason"),
        (lambda: HISTORY.drop(columns="channel"), "The history has no column channel"),
        (lambda: pd.concat([HISTORY, HISTORY.tail(1)]), "The history has phone, login at .* twice"),
    ],
)
def test_a_history_that_makes_no_sense_is_refused(make: Callable[[], pd.DataFrame], sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{sentence}"):
        forecast_volume(make(), "2026-05-31 15:00", interval_minutes=60)


def test_a_history_without_rows_gives_none_of_the_same_types() -> None:
    for function in (forecast_volume, month_residuals):
        nothing = function(HISTORY.head(0), "2026-05-31 15:00", interval_minutes=60)
        assert nothing.empty
        assert nothing.dtypes.equals(function(HISTORY, "2026-05-31 15:00", interval_minutes=60).dtypes)

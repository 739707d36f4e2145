"""Forecasts of a real series: calls of a US bank per half-hour, 164 weekdays from 2003-03-03 to 2003-10-24.

Protocol of every figure: calendar days, rolling origin. From every evening from the 21st day on, a day 1, 7 or 28 days
ahead is forecast over its half-hours from 7:00 to 21:00. Six weekdays have no rows (holidays among them) and are no
targets. All methods are held against the same targets. WAPE is the sum of absolute errors ÷ the sum of calls. No
calendar of holidays is given.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cs_productivity.forecasting import forecast_volume, month_residuals

FIRST_ORIGIN = 20
# intervals need three weeks of training and three of errors
FIRST_BOUNDED_ORIGIN = 41


@pytest.fixture(scope="module")
def history(real_data: Path) -> pd.DataFrame:
    calls = pd.read_csv(real_data / "bank_calls_5min_2003.csv.gz", parse_dates=["interval_start"])
    calls["interval_start_at"] = calls["interval_start"].dt.floor("30min")
    counts = calls.groupby("interval_start_at")["calls"].sum().rename("inquiry_count").reset_index()
    counts["interval_date"] = counts["interval_start_at"].dt.normalize()
    return counts.assign(channel="phone", contact_reason="call")


@pytest.fixture(scope="module")
def days(history: pd.DataFrame) -> pd.DataFrame:
    """Calendar days × half-hours, NaN on days without rows."""
    table = history.assign(slot=history["interval_start_at"] - history["interval_date"])
    table = table.pivot(index="interval_date", columns="slot", values="inquiry_count")
    return table.reindex(pd.date_range(table.index.min(), table.index.max()))


@pytest.fixture(scope="module")
def rolled(history: pd.DataFrame, days: pd.DataFrame) -> pd.DataFrame:
    """What forecast_volume says on every evening, beside what came; `origin` is the place of the evening's day."""
    made = []
    for origin in range(FIRST_ORIGIN, len(days) - 1):
        run_at = days.index[origin] + pd.Timedelta(days=1)
        rows = forecast_volume(history, run_at, timezone="UTC", country=None)
        made.append(rows.assign(origin=origin))
    rows = pd.concat(made)
    of_interval = history.set_index("interval_start_at")["inquiry_count"]
    of_day = history.groupby("interval_date")["inquiry_count"].sum()
    is_interval = rows["granularity"] == "interval"
    targets = rows["target_start_at"]
    rows["actual"] = np.where(is_interval, targets.map(of_interval), targets.map(of_day))
    rows["error"] = (rows["actual"] - rows["forecast"]).abs()
    return rows.dropna(subset="actual")


def same_weekday(days: pd.DataFrame, horizon: int, most: int) -> pd.DataFrame:
    """The mean of the last same weekdays with rows, at most so many, that are `horizon` or more days back."""
    made = {}
    for place in range(FIRST_ORIGIN + horizon, len(days)):
        earlier = days.iloc[place % 7 : place - horizon + 1 : 7].dropna()
        made[days.index[place]] = earlier.tail(most).mean()
    return pd.DataFrame(made).T


def wape(days: pd.DataFrame, forecasts: pd.DataFrame) -> float:
    actual = days.loc[forecasts.index].dropna()
    actual = actual[forecasts.loc[actual.index].notna().all(axis=1)]
    return (actual - forecasts.loc[actual.index]).abs().to_numpy().sum() / actual.to_numpy().sum()


def wape_of(rows: pd.DataFrame, granularity: str, horizon: int) -> float:
    rows = rows[(rows["granularity"] == granularity) & (rows["horizon_days"] == horizon)]
    return rows["error"].sum() / rows["actual"].sum()


def test_the_published_protocol_gives_its_figures_one_day_ahead(days: pd.DataFrame) -> None:
    assert days.notna().all(axis=1).sum() == 164
    assert wape(days, same_weekday(days, 1, 1)) == pytest.approx(0.084, abs=0.002)
    assert wape(days, same_weekday(days, 1, 4)) == pytest.approx(0.069, abs=0.002)


def test_the_mean_of_the_last_four_is_what_plain_pandas_says(
    days: pd.DataFrame, rolled: pd.DataFrame
) -> None:
    for horizon in (1, 7, 28):
        expected = same_weekday(days, horizon, 4).stack()
        expected.index = [day + slot for day, slot in expected.index]
        is_chosen = (rolled["model"] == "mean_of_last_four") & (rolled["granularity"] == "interval")
        rows = rolled[is_chosen & (rolled["horizon_days"] == horizon)].set_index("target_start_at")
        assert len(rows) > 1000
        assert rows["forecast"].to_numpy() == pytest.approx(expected.loc[rows.index].to_numpy(), abs=1e-6)


def test_the_chosen_candidate_is_at_least_as_good_as_the_mean_of_the_last_four(
    days: pd.DataFrame, rolled: pd.DataFrame
) -> None:
    for granularity, table in (("interval", days), ("day", days.sum(axis=1, min_count=1).to_frame())):
        for horizon in (1, 7):
            assert (
                wape_of(rolled, granularity, horizon) <= wape(table, same_weekday(table, horizon, 4)) + 1e-9
            )


@pytest.mark.parametrize("granularity", ["interval", "day"])
def test_errors_are_15_percent_below_the_seasonal_naive_up_to_a_week_ahead(
    days: pd.DataFrame, rolled: pd.DataFrame, granularity: str
) -> None:
    table = days if granularity == "interval" else days.sum(axis=1, min_count=1).to_frame()
    gains = {}
    for horizon in (1, 7, 28):
        naive = wape(table, same_weekday(table, horizon, 1))
        four = wape(table, same_weekday(table, horizon, 4))
        chosen = wape_of(rolled, granularity, horizon)
        gains[horizon] = 1 - chosen / naive
        print(
            f"bank 2003, per {granularity}, rolling origin from day 21, {horizon} days ahead: seasonal naive "
            f"{naive:.4f}, mean of the last four {four:.4f}, chosen {chosen:.4f} ({gains[horizon]:.1%} below naive)"
        )
    assert gains[1] >= 0.15
    assert gains[7] >= 0.15
    # four weeks back is the same part of the month: that is hard to beat here
    assert gains[28] > 0


@pytest.mark.parametrize("granularity", ["interval", "day"])
def test_intervals_of_80_percent_hold_75_to_85_percent_of_what_came_later(
    rolled: pd.DataFrame, granularity: str
) -> None:
    rows = rolled[(rolled["granularity"] == granularity) & (rolled["origin"] >= FIRST_BOUNDED_ORIGIN)]
    holds = rows["actual"].between(rows["lower"], rows["upper"])
    print(
        f"bank 2003, per {granularity}, 1–28 days ahead: {holds.mean():.1%} of {len(rows):,} points are inside"
    )
    assert 0.75 <= holds.mean() <= 0.85
    width = (rows["upper"] - rows["lower"]).sum() / rows["actual"].sum()
    assert width < 0.3


def test_nothing_later_than_the_run_changes_a_forecast(history: pd.DataFrame, days: pd.DataFrame) -> None:
    run_at = days.index[100] + pd.Timedelta(hours=13)
    known = history[history["interval_start_at"] < run_at]
    told = forecast_volume(known, run_at, timezone="UTC", country=None)
    pd.testing.assert_frame_equal(told, forecast_volume(history, run_at, timezone="UTC", country=None))


def test_months_fall_within_the_residuals_of_months_before(
    history: pd.DataFrame, days: pd.DataFrame, rolled: pd.DataFrame
) -> None:
    holds = []
    for origin in range(76, len(days) - 28, 4):
        run_at = days.index[origin] + pd.Timedelta(days=1)
        told = month_residuals(history, run_at, timezone="UTC", country=None).iloc[0]
        month = rolled[(rolled["origin"] == origin) & (rolled["granularity"] == "day")]
        residual = month["actual"].sum() / month["forecast"].sum() - 1
        holds.append(told["relative_low"] <= residual <= told["relative_high"])
    # windows overlap, so these are some five independent months: the share is a rough one
    print(f"bank 2003, 28-day totals: {np.mean(holds):.0%} of {len(holds)} overlapping windows are inside")
    assert np.mean(holds) >= 0.75

"""Weekdays and clocks of the reporting time zone, and public holidays."""

from __future__ import annotations

from datetime import date

import holidays
import numpy as np
import pandas as pd
import pytest
from volumes import WEEK, make_history, of, random_rule, usual

from cs_productivity.forecasting import forecast_volume

NEW_YORK = "America/New_York"
JAPAN = holidays.country_holidays("JP", years=range(2024, 2027))
HOLIDAY_FACTOR = 0.4


def on_the_clock(rows: pd.DataFrame, zone: str) -> pd.DatetimeIndex:
    return rows.index.tz_localize("UTC").tz_convert(zone).tz_localize(None)


@pytest.mark.parametrize(
    ("first", "run_at", "changed", "hours"),
    [
        ("2026-01-25", "2026-03-08 05:00", "2026-03-08", 23),
        ("2025-09-21", "2025-11-02 04:00", "2025-11-02", 25),
    ],
    ids=["forward", "back"],
)
def test_slots_follow_the_clock_when_it_changes(first: str, run_at: str, changed: str, hours: int) -> None:
    history = make_history(first, 42, zone=NEW_YORK)
    rows = forecast_volume(history, run_at, interval_minutes=60, timezone=NEW_YORK, country=None)
    told = of(rows, "interval")
    at = on_the_clock(told, NEW_YORK)
    assert (at.normalize() == pd.Timestamp(changed)).sum() == hours
    assert told["forecast"].tolist() == [usual(day.normalize(), day.hour * 60) for day in at]
    days = on_the_clock(of(rows, "day"), NEW_YORK)
    assert days.tolist() == list(pd.date_range(changed, periods=28))


@pytest.mark.parametrize("first", ["2026-02-15", "2025-10-12"], ids=["forward", "back"])
def test_days_of_23_and_25_hours_are_learned_by_the_clock(first: str) -> None:
    history = make_history(first, 28, zone=NEW_YORK)
    run_at = history["interval_start_at"].max() + pd.Timedelta(hours=1)
    rows = forecast_volume(history, run_at, interval_minutes=60, timezone=NEW_YORK, country=None)
    told = of(rows, "interval")
    assert told["forecast"].tolist() == [
        usual(day.normalize(), day.hour * 60) for day in on_the_clock(told, NEW_YORK)
    ]


def test_a_day_of_23_hours_counts_like_its_weekday() -> None:
    changed = pd.Timestamp("2026-03-08")
    history = make_history(
        "2026-02-15", 28, lambda day, minute: usual(day, minute) * (2 if day == changed else 1), zone=NEW_YORK
    )
    rows = forecast_volume(history, "2026-03-15 04:00", interval_minutes=60, timezone=NEW_YORK, country=None)
    told = of(rows, "interval").iloc[:24]["forecast"].tolist()
    # the 15th is a Sunday; of its four predecessors one had twice as much, but no two o'clock
    expected = [usual(changed, hour * 60) * (1 if hour == 2 else 1.25) for hour in range(24)]
    assert told == pytest.approx(expected)


def with_holidays(day: pd.Timestamp) -> float:
    """A holiday has two fifths of a Thursday, whichever weekday it is."""
    is_holiday = day.date() in JAPAN and day.day_of_week < 6
    return HOLIDAY_FACTOR * WEEK[3] / WEEK[day.day_of_week] if is_holiday else 1.0


def error(
    country: str | None, run_at: str = "2026-04-27 15:00", days: int = 260, **settings: object
) -> float:
    """WAPE per hour of the two weeks around Golden Week, from a history with a known effect of holidays."""
    first = pd.Timestamp("2026-04-28") - pd.Timedelta(days=days)
    history = make_history(str(first.date()), days, random_rule(7, with_holidays))
    truth = make_history("2026-04-28", 14, lambda day, minute: usual(day, minute) * with_holidays(day))
    rows = forecast_volume(history, run_at, interval_minutes=60, horizon_days=14, country=country, **settings)
    actual = truth.set_index("interval_start_at")["inquiry_count"]
    return (of(rows, "interval")["forecast"] - actual).abs().sum() / actual.sum()


def test_golden_week_is_forecast_better_when_holidays_are_known() -> None:
    assert error("JP") < 0.6 * error(None)


def test_days_of_its_own_can_be_given_like_holidays() -> None:
    golden_week = [day for day in JAPAN if date(2025, 1, 1) <= day]
    assert error(None, extra_holidays=golden_week) == pytest.approx(error("JP"))


def test_a_holiday_is_forecast_from_the_holidays_before_it_at_the_level_of_now() -> None:
    # twice as much since 13 April; holidays have a quarter, and ordinary days are all alike
    def rule(day: pd.Timestamp, minute: int) -> float:
        level = 40 if day < pd.Timestamp("2026-04-13") else 80
        return level // 4 if day.date() in JAPAN and day.day_of_week < 6 else level

    history = make_history("2025-12-01", 198, rule)
    rows = of(forecast_volume(history, "2026-07-13 15:00", interval_minutes=60), "day")
    # Marine Day, Monday 20 July
    marine_day = rows.loc["2026-07-19 15:00"]
    assert marine_day["model"] == "last_holidays"
    assert marine_day["forecast"] == pytest.approx(20 * 24, rel=0.02)
    assert pd.isna(marine_day["backtest_wape"])
    assert rows.loc["2026-07-20 15:00", "forecast"] == pytest.approx(80 * 24, rel=0.02)


def test_a_holiday_teaches_nothing_about_its_weekday() -> None:
    history = make_history(
        "2026-03-30", 35, lambda day, minute: 0 if day.date() in JAPAN else usual(day, minute)
    )
    rows = of(forecast_volume(history, "2026-05-03 15:00", interval_minutes=60), "day")
    # Wednesday 29 April was Showa Day
    wednesday = rows.loc["2026-05-12 15:00"]
    assert wednesday["forecast"] == sum(usual(pd.Timestamp("2026-05-13"), hour * 60) for hour in range(24))


def test_the_first_holiday_is_forecast_like_a_sunday() -> None:
    # after the Equinox, up to the eve of Showa Day
    history = make_history("2026-03-21", 39, random_rule(8, lambda day: 1.0))
    rows = of(forecast_volume(history, "2026-04-28 15:00", interval_minutes=60), "day")
    sundays = history[pd.to_datetime(history["interval_date"]).dt.day_of_week == 6]
    showa_day = rows.loc["2026-04-28 15:00"]
    assert showa_day["model"] == "day_of_rest"
    assert showa_day["forecast"] == sundays["inquiry_count"].tail(4 * 24).sum() / 4
    # nothing tells how far holidays are off: half as far again as the Sunday of the same forecast
    sunday = rows.loc["2026-05-02 15:00"]
    assert (sunday["model"], sunday["forecast"]) == ("mean_of_last_four", showa_day["forecast"])
    assert showa_day["upper"] - showa_day["forecast"] == pytest.approx(
        1.5 * (sunday["upper"] - sunday["forecast"])
    )
    assert showa_day["forecast"] - showa_day["lower"] == pytest.approx(
        1.5 * (sunday["forecast"] - sunday["lower"])
    )


def test_holidays_do_not_spoil_the_errors_of_ordinary_days() -> None:
    rng = np.random.default_rng(9)

    def rule(day: pd.Timestamp, minute: int) -> int:
        is_holiday = day.date() in JAPAN and day.day_of_week < 6
        return int(rng.integers(0, 99)) if is_holiday else usual(day, minute)

    history = make_history("2026-01-05", 147, rule)
    rows = forecast_volume(history, "2026-05-31 15:00", interval_minutes=60)
    assert (rows["backtest_wape"] == 0).all()


def test_a_holiday_on_a_sunday_is_a_sunday() -> None:
    # Constitution Memorial Day 2026
    history = make_history("2026-03-30", 34)
    rows = of(forecast_volume(history, "2026-05-02 15:00", interval_minutes=60), "day")
    assert rows.loc["2026-05-02 15:00", "model"] == "mean_of_last_four"


def test_a_history_of_one_holiday_gives_rows() -> None:
    rows = forecast_volume(make_history("2026-05-04", 1), "2026-05-04 15:00", interval_minutes=60)
    assert len(rows) == 28 * 25
    assert set(rows["model"]) == {"mean_of_days"}
    assert of(rows, "day")["forecast"].iloc[0] == sum(
        usual(pd.Timestamp("2026-05-04"), h * 60) for h in range(24)
    )

"""What a forecast learns from, and what it takes where that is little."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from volumes import make_history, of, random_rule, usual

from cs_productivity.forecasting import forecast_volume
from cs_productivity.forecasting.forecast import COLUMNS

RUN_AT = "2026-05-31 15:00"


def forecast(history: pd.DataFrame, run_at: str = RUN_AT, **settings: object) -> pd.DataFrame:
    """Forecast from hourly rows, by the end of 2026-05-31 in Tokyo, without holidays."""
    return forecast_volume(history, run_at, **{"interval_minutes": 60, "country": None, **settings})


def expected_day(day: str) -> list[int]:
    return [usual(pd.Timestamp(day), hour * 60) for hour in range(24)]


def test_every_target_has_a_row_with_bounds_around_the_forecast() -> None:
    rows = forecast(make_history("2026-02-01", 120, random_rule(1, lambda day: 1.0)))
    assert list(rows.columns) == COLUMNS
    assert len(of(rows, "interval")) == 28 * 24
    assert of(rows, "day")["horizon_days"].tolist() == list(range(1, 29))
    assert of(rows, "day").index[0] == of(rows, "interval").index[0] == pd.Timestamp("2026-05-31 15:00")
    assert (rows["forecast_run_at"] == pd.Timestamp(RUN_AT)).all()
    assert rows.drop(columns=["backtest_wape", "naive_wape"]).notna().all(axis=None)
    assert rows["lower"].between(0, rows["forecast"]).all()
    assert (rows["forecast"] <= rows["upper"]).all()
    assert rows["backtest_wape"].notna().all()
    assert (rows["backtest_wape"] <= rows["naive_wape"]).all()


def test_the_mean_of_the_last_four_same_slots_is_what_plain_pandas_says() -> None:
    history = make_history(
        "2026-04-01", 61, random_rule(2, lambda day: 1.0), skip=("2026-05-18", "2026-05-06")
    )
    rows = forecast(history)
    assert set(rows["model"]) <= {"mean_of_last_four", "profile_and_level"}
    local = history["interval_start_at"] + pd.Timedelta(hours=9)
    slots = [local.dt.day_of_week.rename("weekday"), local.dt.hour.rename("hour")]
    last_four = history.groupby(slots)["inquiry_count"].apply(lambda counts: counts.tail(4).mean())
    told = of(rows, "interval")
    told = told[told["model"] == "mean_of_last_four"]
    assert len(told) >= 7 * 24
    at = told.index + pd.Timedelta(hours=9)
    assert told["forecast"].to_numpy() == pytest.approx(
        last_four.loc[list(zip(at.day_of_week, at.hour, strict=True))]
    )


def test_forecasts_do_not_depend_on_the_order_of_rows_nor_on_the_run() -> None:
    history = pd.concat(
        [
            make_history("2026-02-01", 120, random_rule(3, lambda day: 1.0)),
            make_history("2026-02-01", 120, random_rule(4, lambda day: 0.1), reason="billing"),
            make_history("2026-02-01", 120, random_rule(5, lambda day: 0.3), channel="mail"),
        ]
    )
    once = forecast(history)
    pd.testing.assert_frame_equal(once, forecast(history.copy()))
    pd.testing.assert_frame_equal(once, forecast(history.sample(frac=1, random_state=1)))


def test_a_series_is_forecast_the_same_beside_others() -> None:
    one = make_history("2026-02-01", 120, random_rule(3, lambda day: 1.0))
    other = make_history("2026-02-01", 120, random_rule(4, lambda day: 9.0), reason="billing")
    alone = of(forecast(one), "interval")
    pd.testing.assert_frame_equal(alone, of(forecast(pd.concat([one, other])), "interval"))


def test_times_have_a_zone_where_those_of_the_history_have_one() -> None:
    history = make_history("2026-05-01", 31)
    plain = forecast(history)
    zoned = forecast(history.assign(interval_start_at=history["interval_start_at"].dt.tz_localize("UTC")))
    assert str(plain["target_start_at"].dtype) == "datetime64[us]"
    assert str(zoned["target_start_at"].dtype) == "datetime64[us, UTC]"
    assert (zoned["target_start_at"].dt.tz_localize(None) == plain["target_start_at"]).all()


def test_a_day_without_rows_is_no_day_of_zeros() -> None:
    rows = forecast(make_history("2026-04-01", 61, skip=("2026-05-25", "2026-05-18", "2026-05-26")))
    assert of(rows, "interval").iloc[:24]["forecast"].tolist() == expected_day("2026-06-01")
    assert of(rows, "day").iloc[1]["forecast"] == sum(expected_day("2026-06-02"))


def test_a_day_on_which_the_logs_were_out_for_hours_is_left_out() -> None:
    history = make_history("2026-04-01", 61, lambda day, minute: 99 if day.day == 25 else usual(day, minute))
    is_out = (history["interval_start_at"] >= "2026-05-25 05:00") & (
        history["interval_start_at"] < "2026-05-25 08:00"
    )
    rows = forecast(history[~is_out])
    assert of(rows, "interval").iloc[:24]["forecast"].tolist() == expected_day("2026-06-01")


def test_zeros_in_rows_are_learned() -> None:
    history = make_history("2026-04-01", 61, lambda day, minute: 0 if day.day == 25 else usual(day, minute))
    assert of(forecast(history), "day").iloc[0]["forecast"] == pytest.approx(
        sum(expected_day("2026-06-01")) * 0.75
    )


def test_the_day_that_is_not_over_is_forecast_and_not_learned_from() -> None:
    history = make_history("2026-04-01", 61, lambda day, minute: 99 if day.day == 31 else usual(day, minute))
    rows = forecast(history, "2026-05-31 14:59")
    assert of(rows, "day").index[0] == pd.Timestamp("2026-05-30 15:00")
    assert of(rows, "interval").iloc[:24]["forecast"].tolist() == expected_day("2026-05-31")
    assert of(forecast(history), "day").index[0] == pd.Timestamp("2026-05-31 15:00")


def test_a_series_of_zeros_is_forecast_as_zero() -> None:
    rows = forecast(make_history("2026-04-01", 61, lambda day, minute: 0))
    assert (rows[["forecast", "lower", "upper"]] == 0).all(axis=None)
    assert set(rows["model"]) == {"mean_of_last_four"}
    assert rows[["backtest_wape", "naive_wape"]].isna().all(axis=None)


@pytest.mark.parametrize("days", [1, 7, 15, 25])
def test_a_short_history_gives_rows_with_bounds(days: int) -> None:
    first = str((pd.Timestamp("2026-06-01") - pd.Timedelta(days=days)).date())
    rows = forecast(make_history(first, days))
    assert len(rows) == 28 * 25
    assert rows["backtest_wape"].isna().all()
    assert rows["lower"].between(0, rows["forecast"]).all()
    busy = rows[rows["forecast"] > 1]
    assert (busy["upper"] > busy["forecast"]).all()
    if days == 1:
        sunday = of(rows, "day").iloc[6]
        assert (sunday["model"], sunday["forecast"]) == ("mean_of_last_four", sum(expected_day("2026-05-31")))
        assert of(rows, "day").iloc[0]["model"] == "mean_of_days"
    else:
        assert of(rows, "day").iloc[0]["forecast"] == sum(expected_day("2026-06-01"))


def test_a_new_category_follows_its_channel_on_weekdays_that_it_has_not_seen() -> None:
    # from Friday 29th on a fifth of the inquiries has a reason of its own; zeros before, as the mart has them
    begins = pd.Timestamp("2026-05-29")
    history = [
        make_history(
            "2026-02-01", 120, lambda day, minute: usual(day, minute) * (0.8 if day >= begins else 1)
        ),
        make_history(
            "2026-02-01", 120, lambda day, minute: usual(day, minute) * 0.2 * (day >= begins), reason="new"
        ),
    ]
    rows = of(forecast(pd.concat(history)), "interval", "new")
    monday, friday = rows.iloc[:24], rows.iloc[4 * 24 : 5 * 24]
    assert set(monday["model"]) == {"channel_share"}
    assert set(friday["model"]) == {"mean_of_last_four"}
    assert monday["forecast"].to_numpy() == pytest.approx(np.array(expected_day("2026-06-01")) / 5)
    assert friday["forecast"].to_numpy() == pytest.approx(np.array(expected_day("2026-06-05")) / 5)
    assert rows["backtest_wape"].isna().all()


def test_a_category_that_vanished_fades_to_zero() -> None:
    gone = pd.Timestamp("2026-05-11")
    rows = forecast(make_history("2026-02-01", 120, lambda day, minute: usual(day, minute) * (day < gone)))
    assert of(rows, "day").iloc[0]["forecast"] <= sum(expected_day("2026-06-01")) / 4
    gone = pd.Timestamp("2026-04-01")
    rows = forecast(make_history("2026-02-01", 120, lambda day, minute: usual(day, minute) * (day < gone)))
    assert (rows[["forecast", "lower", "upper"]] == 0).all(axis=None)


def test_weekdays_that_never_have_rows_are_closed() -> None:
    history = make_history("2026-02-01", 120)
    history = history[pd.to_datetime(history["interval_date"]).dt.day_of_week < 5]
    days = of(forecast(history), "day")
    assert days["model"].tolist()[:7] == ["mean_of_last_four"] * 5 + ["closed"] * 2
    assert (days[days["model"] == "closed"][["forecast", "lower", "upper"]] == 0).all(axis=None)


def test_intervals_add_up_to_the_day_where_both_take_the_mean_of_the_last_four() -> None:
    rows = forecast(make_history("2026-04-21", 41, random_rule(6, lambda day: 1.0)))
    assert set(rows["model"]) == {"mean_of_last_four"}
    sums = of(rows, "interval").groupby("horizon_days")["forecast"].sum()
    assert sums.to_numpy() == pytest.approx(of(rows, "day")["forecast"].to_numpy())


def test_a_history_whose_first_day_is_not_over_gives_no_rows() -> None:
    rows = forecast(make_history("2026-05-31", 1), "2026-05-31 10:00")
    assert rows.empty and list(rows.columns) == COLUMNS

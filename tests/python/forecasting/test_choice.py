"""Which candidate is taken, and how far bounds are from it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from volumes import make_history, of, random_rule

from cs_productivity.forecasting import forecast_volume, month_residuals
from cs_productivity.forecasting.backtest import Backtest, choose
from cs_productivity.forecasting.candidates import Memory

RUN_AT = "2026-05-31 15:00"


def forecast(history: pd.DataFrame) -> pd.DataFrame:
    return forecast_volume(history, RUN_AT, interval_minutes=60, country=None)


def models_of(level: Callable[[pd.Timestamp], float], days: int, seed: int = 1) -> dict[tuple[str, int], str]:
    first = str((pd.Timestamp("2026-06-01") - pd.Timedelta(days=days)).date())
    rows = forecast(make_history(first, days, random_rule(seed, level)))
    return {(row.granularity, row.horizon_days): row.model for row in rows.itertuples()}


def wandering(day: pd.Timestamp) -> float:
    """A level that swings by a half within three weeks."""
    return 1 + 0.5 * np.sin(day.day_of_year / 21 * 2 * np.pi)


def test_a_level_that_moves_is_followed_into_the_next_week_only() -> None:
    models = models_of(wandering, 150)
    assert models["day", 1] == models["interval", 7] == "profile_and_level"
    assert models["day", 28] == models["interval", 28] == "mean_of_last_four"


def test_a_short_history_keeps_the_default_however_well_another_does() -> None:
    assert set(models_of(wandering, 76).values()) == {"mean_of_last_four"}


def test_what_holds_for_a_week_at_a_time_is_forecast_by_the_last_week() -> None:
    level = {}
    rng = np.random.default_rng(3)

    def stepwise(day: pd.Timestamp) -> float:
        """A level that doubles or halves every ten weeks or so, and stays."""
        return level.setdefault(day.to_period("W").ordinal // 4, float(rng.choice([0.3, 1.0, 3.0])))

    models = models_of(stepwise, 200)
    assert models["day", 1] != "mean_of_last_four"


@pytest.mark.parametrize("size", [0.01, 1.0, 20.0])
def test_chance_alone_seldom_beats_the_default_by_the_last_week(size: float) -> None:
    taken = [model for seed in range(5) for model in models_of(lambda day: size, 150, seed).values()]
    assert "seasonal_naive" not in taken


def test_a_level_fades_with_every_day_ahead() -> None:
    memory = Memory(series_count=1, slot_count=1, rest_day=6)
    # six weeks of 100 a day, then five days of 130
    for day in range(47):
        memory.learn(np.array([[130.0 if day >= 42 else 100.0]]), np.array([True]), day % 7)
    forecasts, is_seen = memory.forecast(np.array([6, 6]), np.array([2, 9]))
    usual_sum = 5 * (5 * 100 + 130) / 6
    level = (5 * 130 + 50) / (usual_sum + 50)
    assert is_seen.all()
    assert forecasts[2, 0, :, 0] == pytest.approx([100 * level**0.8**2, 100 * level**0.8**9])


def made_backtest(gains: np.ndarray) -> Backtest:
    """One series with an error of 10 a day by the default, and of 10 − gain by the level, from 60 origins."""
    forecasts = np.full((3, 1, 60, 1, 1), 100.0)
    forecasts[:2] += 10.0
    forecasts[2, 0, :, 0, 0] += 10.0 - gains
    is_there = np.ones((1, 60, 1), dtype=bool)
    return Backtest(np.arange(20, 80), forecasts, np.full((1, 60, 1, 1), 100.0), is_there, is_there)


def test_a_candidate_has_to_win_by_a_margin_and_in_both_halves() -> None:
    both, one = np.full(60, 0.3), np.repeat([-0.1, 3.0], 30)
    assert choose(made_backtest(both)).model[0, 0] == 2
    assert choose(made_backtest(both / 2)).model[0, 0] == 1
    assert choose(made_backtest(one)).model[0, 0] == 1
    assert choose(made_backtest(one[::-1])).model[0, 0] == 1
    assert choose(made_backtest(both)).wape[0, 0] == pytest.approx(0.097)


def test_errors_of_few_weeks_count_for_both_sides() -> None:
    # everything has grown so far; that is no reason to rule out less
    history = make_history(
        "2026-04-22", 40, lambda day, minute: 100 + (day - pd.Timestamp("2026-04-22")).days
    )
    days = of(forecast(history), "day").iloc[:7]
    assert days["backtest_wape"].notna().all()
    above, below = days["upper"] - days["forecast"], days["forecast"] - days["lower"]
    assert above.to_numpy() == pytest.approx(below.to_numpy())
    assert (above > 0).all()
    month = month_residuals(
        make_history("2026-03-20", 73, lambda day, minute: day.day_of_year),
        RUN_AT,
        interval_minutes=60,
        country=None,
    ).iloc[0]
    assert month["relative_low"] == pytest.approx(-month["relative_high"])
    assert month["relative_high"] > 0.01


@pytest.mark.parametrize("size", [0.02, 0.3, 5.0])
def test_bounds_hold_80_percent_of_counts_of_every_size(size: float) -> None:
    every = []
    for seed in range(8):
        history = make_history("2026-01-02", 178, random_rule(seed, lambda day: size))
        rows = of(forecast(history), "interval")
        actual = history.set_index("interval_start_at")["inquiry_count"].reindex(rows.index)
        open_hours = rows["forecast"] > 0
        every.append(actual.between(rows["lower"], rows["upper"])[open_hours])
    # counts are whole: of small ones an interval holds more than it needs to
    assert 0.75 <= pd.concat(every).mean() <= (0.85 if size == 5 else 0.95)


def test_a_months_total_is_nearer_to_its_forecast_than_its_days_are() -> None:
    history = make_history("2025-11-01", 212, random_rule(2, lambda day: 0.2))
    told = month_residuals(history, RUN_AT, interval_minutes=60, country=None).iloc[0]
    days = of(forecast(history), "day")
    month = days["forecast"].sum()
    assert (told["channel"], told["window_count"]) == ("phone", 155)
    assert -0.2 < told["relative_low"] <= 0 <= told["relative_high"] < 0.2
    assert told["relative_high"] < 0.7 * (days["upper"].sum() - month) / month


def test_residuals_of_months_are_those_of_plain_pandas() -> None:
    # every day alike, but a level that jumps once: no candidate is better than the mean of the last four, by day
    history = make_history(
        "2026-02-01", 120, lambda day, minute: 10 if day < pd.Timestamp("2026-04-20") else 11
    )
    told = month_residuals(history, RUN_AT, interval_minutes=60, country=None).iloc[0]
    assert told["relative_high"] == pytest.approx(0.1)
    assert told["relative_low"] <= 0


def test_residuals_of_months_are_null_where_no_month_was_tested() -> None:
    history = make_history("2026-04-20", 42)
    told = month_residuals(history, RUN_AT, interval_minutes=60, country=None)
    assert told["relative_low"].isna().all() and told["relative_high"].isna().all()
    assert told["window_count"].tolist() == [0]


def test_months_are_told_per_channel_and_reasons_offset_each_other() -> None:
    # two reasons that take turns: the channel is the same all the time
    def turn(day: pd.Timestamp, minute: int) -> int:
        return 10 if day.day_of_year // 14 % 2 else 20

    history = pd.concat(
        [
            make_history("2025-12-01", 182, turn, reason="a"),
            make_history("2025-12-01", 182, lambda day, minute: 30 - turn(day, minute), reason="b"),
            make_history("2025-12-01", 182, lambda day, minute: turn(day, minute), channel="mail"),
        ]
    )
    told = month_residuals(history, RUN_AT, interval_minutes=60, country=None).set_index("channel")
    assert list(told.index) == ["mail", "phone"]
    widths = told["relative_high"] - told["relative_low"]
    assert widths["phone"] < 0.05 < widths["mail"]

"""The figures of the Metabase collection, worked out once more from the marts without SQL.

Ratios are sums over sums here, too: a question that averages ratios, or that adds up what must not be, gives others.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from bi.metabase.published_marts import Published

SUMS = [
    "ticket_count",
    "effort_seconds_sum",
    "effort_seconds_low_sum",
    "effort_seconds_high_sum",
    "immature_count",
]
MINUTES = {
    "aht_minutes": "effort_seconds_sum",
    "aht_low_minutes": "effort_seconds_low_sum",
    "aht_high_minutes": "effort_seconds_high_sum",
}


def monday_of(dates: pd.Series) -> pd.Series:
    return dates - pd.to_timedelta(dates.dt.day_of_week, unit="D")


def in_whole_weeks(rows: pd.DataFrame, column: str, marts: Published) -> pd.DataFrame:
    """Return the rows of whole weeks, with the week that each is in."""
    weeks = pd.to_datetime(list(marts.whole_weeks()))
    rows = rows.assign(week_start_date=monday_of(rows[column]))
    return rows[rows["week_start_date"].isin(weeks)]


def assert_same(answer: pd.DataFrame, expected: pd.DataFrame, keys: list[str]) -> None:
    """Compare the columns that were worked out, row by row."""
    answer = answer.set_index(keys).sort_index()[list(expected.columns)]
    assert not expected.empty
    pd.testing.assert_frame_equal(answer, expected.sort_index(), check_dtype=False, rtol=1e-9, atol=1e-9)


def handling(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Sum handling by keys, and divide the sums."""
    sums = rows.groupby(keys)[SUMS].sum()
    ratios = {name: sums[column] / sums["ticket_count"] / 60 for name, column in MINUTES.items()}
    return pd.DataFrame({"ticket_count": sums["ticket_count"], **ratios})


@pytest.mark.parametrize(
    "chosen", [{}, {"channel": ["phone"]}, {"channel": ["mail", "chat"], "contact_reason": ["login"]}]
)
def test_aht_is_effort_over_tickets_with_low_and_high(
    chosen: dict[str, list[str]], published: Published
) -> None:
    rows = published.mart("agg_aht_daily")
    for column, values in chosen.items():
        rows = rows[rows[column].isin(values)]
    rows = in_whole_weeks(rows, "completed_date", published)
    headline = published.ask("headline_aht", chosen).iloc[0]
    expected = handling(rows.assign(everything=1), ["everything"]).iloc[0]
    assert headline["ticket_count"] == expected["ticket_count"] > 0
    for column in MINUTES:
        assert headline[column] == pytest.approx(expected[column], rel=1e-12)
    assert headline["immature_share"] == pytest.approx(
        rows["immature_count"].sum() / rows["ticket_count"].sum()
    )
    # low, estimate and high differ, or the bounds would be worth nothing
    assert headline["aht_low_minutes"] < headline["aht_minutes"] < headline["aht_high_minutes"]
    for question, keys in (
        ("aht_by_week", ["week_start_date"]),
        ("aht_by_week_and_channel", ["week_start_date", "channel"]),
        ("aht_by_contact_reason", ["contact_reason"]),
    ):
        assert_same(published.ask(question, chosen), handling(rows, keys), keys)


def test_aht_of_a_team_is_that_of_its_tickets(larger_teams: Published) -> None:
    rows = in_whole_weeks(larger_teams.mart("agg_aht_daily"), "completed_date", larger_teams)
    rows = rows[rows["team"] != "night"]
    assert_same(larger_teams.ask("aht_by_team"), handling(rows, ["team"]), ["team"])
    chosen = {"team": ["voice"]}
    voice = handling(rows[rows["team"] == "voice"], ["week_start_date"])
    assert_same(larger_teams.ask("aht_by_week", chosen), voice, ["week_start_date"])


def test_only_the_last_four_whole_weeks_make_a_headline(published: Published, tmp_path: Path) -> None:
    marts = published.with_earlier_logs(tmp_path, 14, 28)
    assert marts.ask("aht_by_week")["week_start_date"].min() == pd.Timestamp("2026-02-02")
    for question, count in (("headline_aht", "ticket_count"), ("headline_service", "inquiry_count")):
        headline, before = marts.ask(question).iloc[0], published.ask(question).iloc[0]
        assert headline["first_date"] == pd.Timestamp("2026-02-16")
        assert headline["last_date"] == pd.Timestamp("2026-03-15")
        assert headline[count] == 2 * before[count]


def test_volume_counts_inquiries_of_whole_weeks(published: Published) -> None:
    rows = in_whole_weeks(published.mart("agg_inquiry_volume"), "interval_date", published)
    keys = ["week_start_date", "channel"]
    came = rows[rows["inquiry_count"] > 0]
    assert_same(
        published.ask("volume_by_week_and_channel"), came.groupby(keys)[["inquiry_count"]].sum(), keys
    )
    headline = published.ask("headline_service").iloc[0]
    assert headline["inquiry_count"] == rows["inquiry_count"].sum() > 3000
    assert headline["inquiries_per_day"] == pytest.approx(rows["inquiry_count"].sum() / 14)
    reasons = rows.groupby("contact_reason")[["inquiry_count", "abandoned_count", "reopened_count"]].sum()
    assert_same(published.ask("volume_by_contact_reason"), reasons, ["contact_reason"])


def test_volume_of_a_slot_is_the_mean_over_the_dates_of_its_weekday(published: Published) -> None:
    rows = published.mart("agg_inquiry_volume")
    rows = rows.assign(
        clock=published.local(rows["interval_start_at"]).dt.strftime("%H:%M"),
        day=rows["interval_date"].dt.day_name().str.lower(),
    )
    dates = rows.groupby("day")["interval_date"].nunique()
    expected = rows.pivot_table(index="clock", columns="day", values="inquiry_count", aggfunc="sum") / dates
    answer = published.ask("volume_by_weekday_and_interval").set_index("starts_at_clock")
    assert len(answer) == 48
    pd.testing.assert_frame_equal(
        answer.sort_index(), expected.sort_index()[list(answer.columns)], check_names=False, check_dtype=False
    )
    # what all slots of a Monday add up to, is an average Monday
    mondays = rows[rows["day"] == "monday"]["inquiry_count"].sum() / 2
    assert answer["monday"].sum() == pytest.approx(mondays)


def test_service_level_is_what_was_answered_in_time_over_all_that_came(published: Published) -> None:
    rows = in_whole_weeks(published.mart("agg_inquiry_volume"), "interval_date", published)
    counts = ["inquiry_count", "within_target_count", "abandoned_count", "answered_count", "wait_seconds_sum"]
    channels = rows.groupby("channel")[counts].sum()
    last = rows["interval_start_at"].max()
    targets = published.mart("dim_channels").set_index("channel")
    expected = pd.DataFrame(
        {
            "inquiry_count": channels["inquiry_count"],
            "service_level": channels["within_target_count"] / channels["inquiry_count"],
            "target_share": targets["target_share"].reindex(channels.index),
            "average_wait_minutes": channels["wait_seconds_sum"] / channels["answered_count"] / 60,
            "abandonment_rate": channels["abandoned_count"] / channels["inquiry_count"],
            "backlog_count": rows[rows["interval_start_at"] == last]
            .groupby("channel")["backlog_count"]
            .sum(),
        }
    )
    assert_same(published.ask("service_by_channel"), expected, ["channel"])
    total = rows[counts].sum()
    headline = published.ask("headline_service").iloc[0]
    assert headline["service_level"] == pytest.approx(total["within_target_count"] / total["inquiry_count"])
    assert headline["abandonment_rate"] == pytest.approx(total["abandoned_count"] / total["inquiry_count"])
    assert headline["average_wait_minutes"] == pytest.approx(
        total["wait_seconds_sum"] / total["answered_count"] / 60
    )
    keys = ["week_start_date", "channel"]
    weekly = rows[rows["inquiry_count"] > 0].groupby(keys)[counts].sum()
    levels = (weekly["within_target_count"] / weekly["inquiry_count"]).to_frame("service_level")
    assert_same(published.ask("service_level_by_week_and_channel"), levels, keys)


def test_the_backlog_of_a_day_is_that_of_its_last_interval(published: Published) -> None:
    rows = published.mart("agg_inquiry_volume")
    last = rows.groupby("interval_date")["interval_start_at"].transform("max")
    keys = ["interval_date", "channel"]
    expected = rows[rows["interval_start_at"] == last].groupby(keys)[["backlog_count"]].sum()
    assert_same(published.ask("backlog_by_day_and_channel"), expected, keys)


def test_forecasts_of_reasons_add_up_to_days_of_channels(published: Published) -> None:
    rows = published.mart("fct_volume_forecasts")
    rows = rows[rows["granularity"] == "day"]
    rows = rows.assign(target_date=published.local(rows["target_start_at"]).dt.normalize())
    keys = ["target_date", "channel"]
    expected = rows.groupby(keys)["forecast"].sum().to_frame("expected_inquiries")
    assert (
        expected.index.get_level_values("target_date").min().date() == published.run_date == date(2026, 3, 16)
    )
    assert_same(published.ask("volume_forecast_by_day"), expected, keys)

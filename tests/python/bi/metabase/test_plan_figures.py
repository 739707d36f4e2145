"""The figures of plans and schedules in the Metabase collection, worked out once more from the marts without SQL."""

from __future__ import annotations

import pandas as pd
import pytest

from bi.metabase.published_marts import Published
from bi.metabase.test_figures import assert_same, in_whole_weeks


def coming_week(marts: Published, scenario: str = "base") -> pd.DataFrame:
    """The plan of the coming seven days, each channel by the model that it is planned with."""
    rows = marts.mart("fct_required_headcount")
    rows = rows[(rows["scenario"] == scenario) & rows["forecast_run_at"].notna()]
    planned_by = marts.mart("dim_channels").set_index("channel")["staffed_by"]
    rows = rows[rows["staffing_model"] == rows["channel"].map(planned_by)]
    rows = rows.assign(starts_at=marts.local(rows["interval_start_at"]))
    return rows[rows["starts_at"] < pd.Timestamp(marts.run_date) + pd.Timedelta(days=7)]


@pytest.mark.parametrize("scenario", ["base", "volume_up_10_percent"])
@pytest.mark.parametrize("channels", [None, ["phone"], ["chat", "phone"]])
def test_required_heads_are_those_of_one_channel_model_and_run(
    scenario: str, channels: list[str] | None, published: Published
) -> None:
    rows = coming_week(published, scenario)
    rows = rows[rows["channel"].isin(channels)] if channels else rows
    busiest = rows.groupby("channel")["workload_seconds"].sum().idxmax()
    columns = [
        "required_agents",
        "required_agents_low",
        "required_agents_high",
        "scheduled_agents",
        "channel",
    ]
    expected = rows[rows["channel"] == busiest].set_index("starts_at")[columns]
    assert len(expected) == 7 * 48
    chosen = {"scenario": [scenario]} | ({"channel": channels} if channels else {})
    assert_same(published.ask("required_and_scheduled", chosen), expected, ["starts_at"])


def test_heads_of_channels_add_up_and_those_of_intervals_do_not(published: Published) -> None:
    rows = coming_week(published)
    slots = rows.groupby("starts_at")[["required_agents", "scheduled_agents"]].sum()
    headline = published.ask("headline_heads").iloc[0]
    assert headline["most_required_agents"] == slots["required_agents"].max() > 1
    too_few = slots["scheduled_agents"] < slots["required_agents"]
    assert headline["understaffed_share"] == pytest.approx(too_few.mean())
    slots = slots.assign(clock=slots.index.strftime("%H:%M"), day=slots.index.day_name().str.lower())
    expected = slots.pivot(index="clock", columns="day", values="required_agents")
    answer = published.ask("required_by_weekday_and_interval").set_index("starts_at_clock")
    pd.testing.assert_frame_equal(
        answer.drop(columns="scenario").sort_index(),
        expected[list(answer.columns[:7])],
        check_names=False,
        check_dtype=False,
    )


def test_full_time_agents_and_cost_of_a_month_are_the_marts(published: Published) -> None:
    rows = published.mart("agg_headcount_monthly")
    rows = rows[rows["scenario"] == "base"]
    days = rows["day_count"].astype(str) + " of " + rows["month_start_date"].dt.days_in_month.astype(str)
    basis = rows["forecast_run_at"].isna().map({True: "actual", False: "forecast"})
    label = rows["month_start_date"].dt.strftime("%Y-%m") + " (" + days + " days), " + basis
    columns = ["fte", "fte_low", "fte_high", "seat_hours", "paid_hours", "cost", "currency"]
    keys = ["month_label", "channel"]
    expected = rows.assign(month_label=label).set_index(keys)[columns]
    for question in ("fte_by_month", "cost_by_month", "headcount_by_month"):
        assert_same(published.ask(question), expected, keys)
    actual = published.ask("cost_by_month")
    actual = actual[actual["month_label"].str.endswith("actual")]
    assert actual["cost"].sum() == pytest.approx(rows[rows["forecast_run_at"].isna()]["cost"].sum())


def test_plans_are_weighed_by_inquiries_against_what_was(published: Published) -> None:
    rows = in_whole_weeks(published.mart("fct_staffing_outcomes"), "interval_date", published)
    rows = rows.assign(
        foretold=rows["predicted_service_level"] * rows["inquiry_count"],
        too_few=rows["scheduled_agents"] < rows["required_agents"],
    )
    keys = ["week_start_date", "channel"]
    sums = rows.groupby(keys)[["inquiry_count", "within_target_count", "foretold"]].sum()
    expected = pd.DataFrame(
        {
            "service_level": sums["within_target_count"] / sums["inquiry_count"],
            "predicted_service_level": sums["foretold"] / sums["inquiry_count"],
            "understaffed_share": rows.groupby(keys)["too_few"].mean(),
        }
    )
    assert_same(published.ask("staffing_outcomes_by_week"), expected, keys)


def test_adherence_occupancy_and_shrinkage_divide_sums(larger_teams: Published) -> None:
    rows = larger_teams.mart("agg_schedule_adherence")
    rows = in_whole_weeks(rows[rows["agent_count"] >= 5], "work_date", larger_teams)
    keys = ["week_start_date", "team"]
    sums = rows.groupby(keys).sum(numeric_only=True)
    expected = pd.DataFrame(
        {
            "adherence": sums["in_adherence_seconds"] / sums["scheduled_seconds"],
            "adherence_low": sums["in_adherence_seconds_low"] / sums["scheduled_seconds"],
            "adherence_high": sums["in_adherence_seconds_high"] / sums["scheduled_seconds"],
            "occupancy": sums["ticket_seconds"] / sums["available_seconds"],
            "shrinkage": sums["shrinkage_seconds"] / sums["paid_seconds"],
        }
    )
    assert_same(larger_teams.ask("adherence_by_week_and_team"), expected, keys)

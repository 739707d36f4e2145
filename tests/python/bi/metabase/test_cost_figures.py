"""The figures of costs, steps, contacts and logs in the Metabase collection, worked out once more without SQL."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from bi.metabase.published_marts import Published
from bi.metabase.test_figures import assert_same, in_whole_weeks


def test_what_changed_the_cost_adds_up_to_the_cost_of_the_last_period(published: Published) -> None:
    rows = published.mart("fct_cost_drivers")
    rows = rows[(rows["period"] == "week") & (rows["period_start_date"] == rows["period_start_date"].max())]
    parts = published.ask("cost_drivers").set_index("part")["amount"]
    assert parts.sum() == pytest.approx(rows["cost"].sum())
    assert parts["cost before"] == pytest.approx(rows["previous_cost"].sum())
    assert parts["handling time"] == pytest.approx(rows["aht_effect"].sum())
    columns = [
        "previous_cost",
        "cost",
        "cost_change",
        "volume_effect",
        "mix_effect",
        "aht_effect",
        "rate_effect",
    ]
    reasons = rows.groupby("contact_reason")[columns].sum()
    assert_same(published.ask("cost_drivers_by_contact_reason"), reasons, ["contact_reason"])
    periods = rows.groupby("period_start_date")[columns[2:]].sum()
    assert_same(published.ask("cost_drivers_over_time"), periods, ["period_start_date"])


def test_periods_of_another_length_are_never_added_to_each_other(
    published: Published, tmp_path: Path
) -> None:
    months = (
        "insert into main.fct_cost_drivers select * replace ('month' as period) from main.fct_cost_drivers"
    )
    marts = published.changed(tmp_path, months)
    for question in ("cost_drivers", "cost_drivers_by_contact_reason", "cost_drivers_over_time"):
        weeks = published.ask(question)
        pd.testing.assert_frame_equal(marts.ask(question), weeks)
        both = marts.ask(question, {"period": ["week", "month"]})
        assert len(both) == 2 * len(weeks)


def test_steps_and_trips_are_those_of_the_last_month(published: Published, tmp_path: Path) -> None:
    steps = published.mart("agg_step_costs")
    keys = ["screen", "contact_reason"]
    top = steps.sort_values("cost_at_stake", ascending=False).head(50).set_index(keys)
    expected = pd.DataFrame(
        {
            "cost_at_stake": top["cost_at_stake"],
            "effort_hours": top["effort_seconds"] / 3600,
            "seconds_per_visit": top["effort_seconds"] / top["visits"],
            "api_wait_seconds_per_visit": top["api_wait_seconds"] / top["visits"],
        }
    )
    assert_same(published.ask("costliest_steps"), expected, keys)
    columns = ["cost_at_stake", "agents_at_stake"]
    assert_same(published.ask("cost_by_screen"), steps.groupby("screen")[columns].sum(), ["screen"])
    pairs = ["screen_left", "screen_returned_to"]
    trips = published.mart("agg_swivel").groupby(pairs)[["trip_count", "swivel_seconds", "cost"]].sum()
    trips = trips.assign(seconds_per_trip=trips["swivel_seconds"] / trips["trip_count"])
    assert_same(published.ask("swivel_trips"), trips.drop(columns="swivel_seconds"), pairs)
    # an earlier month is another row, never a part of this one
    (tmp_path / "longer").mkdir()
    before = " select * replace (month_start_date - interval 1 month as month_start_date) from "
    marts = published.with_earlier_logs(tmp_path / "longer", 14, 28).changed(
        tmp_path,
        *(f"insert into main.{mart}{before}main.{mart}" for mart in ("agg_step_costs", "agg_swivel")),
    )
    for question in ("costliest_steps", "cost_by_screen", "swivel_trips"):
        march, alone = (each.ask(question).drop(columns="month_label") for each in (marts, published))
        pd.testing.assert_frame_equal(march, alone, check_exact=False)
        february = marts.ask(question, {"dates": "2026-02-09~2026-02-20"})
        assert set(february["month_label"]) == {"2026-02 (12 of 28 days)"}


def test_contacts_are_told_per_order_of_all_their_dates(published: Published) -> None:
    rows = in_whole_weeks(published.mart("agg_contact_drivers"), "contact_date", published)
    counts = [
        "inquiry_count",
        "orders",
        "cost",
        "self_service_sessions",
        "deflected_sessions",
        "undecidable_sessions",
    ]
    sums = rows.groupby("contact_reason")[counts].sum()
    last = rows[rows["contact_date"] == rows["contact_date"].max()].set_index("contact_reason")
    decidable = sums["self_service_sessions"] - sums["undecidable_sessions"]
    expected = pd.DataFrame(
        {
            "inquiry_count": sums["inquiry_count"],
            "per_1000_orders": 1000 * sums["inquiry_count"] / sums["orders"],
            "change_of_week": last["change_of_week"],
            "change_of_week_low": last["change_of_week_low"],
            "cost": sums["cost"],
            "deflected_share": sums["deflected_sessions"] / decidable,
        }
    )
    assert_same(published.ask("contact_drivers"), expected, ["contact_reason"])
    keys = ["week_start_date", "contact_reason"]
    weekly = rows.groupby(keys)[["inquiry_count", "orders"]].sum()
    ratio = (1000 * weekly["inquiry_count"] / weekly["orders"]).to_frame("per_1000_orders")
    assert_same(published.ask("inquiries_per_1000_orders_by_week"), ratio, keys)


def test_log_quality_divides_sums_and_leaves_percentiles_alone(published: Published) -> None:
    rows = published.mart("agg_log_quality_daily")
    counts = ["row_count", "kept_count", "duplicate_count", "quarantined_count", "unmapped_count"]
    sources = rows.groupby("source")[counts].sum()
    assert (
        sources["row_count"] == sources[["kept_count", "duplicate_count", "quarantined_count"]].sum(axis=1)
    ).all()
    shares = sources.assign(quarantined_share=sources["quarantined_count"] / sources["row_count"])
    assert_same(published.ask("rows_by_source"), shares, ["source"])
    seen = rows[rows["lost_count"].notna()]
    sent = seen["kept_count"] + seen["lost_count"]
    headline = published.ask("headline_log_quality").iloc[0]
    assert headline["lost_share"] == pytest.approx(seen["lost_count"].sum() / sent.sum())
    assert headline["quarantined_share"] == pytest.approx(
        sources["quarantined_count"].sum() / sources["row_count"].sum()
    )
    # the mart's own rate, row by row, or what is sent is not kept + lost
    pd.testing.assert_series_equal(
        seen["loss_rate"], seen["lost_count"] / sent, check_names=False, check_dtype=False
    )
    daily = seen.assign(sent=sent).groupby("loaded_date").sum(numeric_only=True)
    loss = pd.DataFrame(
        {
            "lost_share": daily["lost_count"] / daily["sent"],
            "unseen_share": daily["unseen_action_count"] / daily["sighted_action_count"],
        }
    )
    assert_same(published.ask("loss_by_day"), loss, ["loaded_date"])
    late = (
        rows[rows["delay_p99_seconds"].notna()].groupby(["loaded_date", "source"])["delay_p99_seconds"].max()
        / 60
    )
    assert_same(
        published.ask("lateness_by_day"), late.to_frame("delay_p99_minutes"), ["loaded_date", "source"]
    )
    clocks = (
        rows[rows["clock_error_p95_seconds"].notna()]
        .groupby("loaded_date")[["clock_error_p95_seconds"]]
        .max()
    )
    assert_same(published.ask("clock_error_by_day"), clocks, ["loaded_date"])
    aside = rows.groupby(["loaded_date", "source"])[["quarantined_count"]].sum()
    assert_same(published.ask("quarantined_by_day"), aside, ["loaded_date", "source"])

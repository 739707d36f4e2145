"""What the Metabase collection must never show: small groups, sums over runs, weeks that are cut short."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from bi.metabase.collection import read_collection
from bi.metabase.published_marts import Published

CARDS = read_collection("duckdb").cards


def test_the_sample_has_no_team_of_five_agents(published: Published) -> None:
    assert published.mart("agg_schedule_adherence")["agent_count"].max() < 5


def test_a_team_that_is_chosen_counts_only_if_it_is_large_enough(
    published: Published,
    larger_teams: Published,
) -> None:
    largest = larger_teams.mart("agg_schedule_adherence").groupby("team")["agent_count"].max()
    assert largest.to_dict() == {"back_office": 5, "night": 4, "text": 5, "voice": 5}
    for team, marts, is_shown in (
        ("text", published, False),
        ("text", larger_teams, True),
        ("night", larger_teams, False),
    ):
        headline = marts.ask("headline_aht", {"team": [team]})
        assert bool(headline["ticket_count"].notna().all()) == is_shown, team
        assert marts.ask("aht_by_week", {"team": [team]}).empty != is_shown, team
    shown = set(larger_teams.ask("aht_by_team")["team"])
    assert "night" not in shown
    assert shown == set(larger_teams.ask("adherence_by_week_and_team")["team"])
    # who chooses no team sees all of them together
    total = larger_teams.mart("agg_aht_daily")["ticket_count"].sum()
    assert larger_teams.ask("headline_aht")["ticket_count"].item() == total


def test_a_release_that_reached_fewer_than_five_agents_is_not_told_of(
    published: Published,
    tmp_path: Path,
) -> None:
    measured = """update main.fct_improvement_effects set n_agents_treated = {}, n_agents_control = {},
        verdict = 'improved', effect = -9.5, ci_low = -12, ci_high = -7, effect_pct = -0.08, effect_pct_low = -0.1,
        effect_pct_high = -0.06, p_adjusted = 0.01, hours_delta = -3, headcount_delta = -0.1, cost_delta = -5
        where release_id = '{}'"""
    marts = published.changed(tmp_path, measured.format(4, 9, "rel_01"), measured.format(5, 5, "rel_02"))
    figures = ["effect", "ci_low", "effect_pct", "p_adjusted", "hours_delta", "headcount_delta", "cost_delta"]
    effects = marts.ask("release_effects").set_index("release_name")
    assert effects.loc["answer templates", figures].isna().all(axis=None)
    assert set(effects.loc["answer templates", "verdict"]) == {"not shown"}
    assert set(effects.loc["answer templates", "verdict_reason"]) == {"Fewer than five agents on a side."}
    assert effects.loc["new colours", figures].notna().all(axis=None)
    assert set(effects.loc["new colours", "verdict"]) == {"improved"}
    assert effects.loc["new colours", "effect_pct"].tolist() == [-0.08] * 6
    verdicts = marts.ask("release_verdicts").set_index("release_name")
    assert verdicts.loc["answer templates", "verdict"] == "not shown"
    assert pd.isna(verdicts.loc["answer templates", "effect_pct"])
    assert verdicts.loc["new colours", "effect_pct"] == -0.08


@pytest.mark.parametrize(
    "question",
    ["headline_heads", "required_and_scheduled", "required_by_weekday_and_interval", "headcount_by_month"],
)
def test_runs_scenarios_and_models_are_never_added_up(
    question: str, published: Published, tmp_path: Path
) -> None:
    older = "forecast_run_at - interval 1 day as forecast_run_at"
    marts = published.changed(
        tmp_path,
        *(
            f"insert into main.{mart} select * replace ({older}) from main.{mart} where forecast_run_at is not null"
            for mart in ("fct_required_headcount", "agg_headcount_monthly")
        ),
        "insert into main.fct_required_headcount select * replace ('of the future' as staffing_model)"
        " from main.fct_required_headcount where forecast_run_at is not null",
    )
    base = published.ask(question)
    pd.testing.assert_frame_equal(marts.ask(question), base)
    other = marts.ask(question, {"scenario": ["volume_up_10_percent"]})
    assert set(other["scenario"]) == {"volume_up_10_percent"}
    both = marts.ask(question, {"scenario": ["base", "volume_up_10_percent"]})
    assert len(both) == len(base) + len(other)
    pd.testing.assert_frame_equal(both[both["scenario"] == "base"].reset_index(drop=True), base)


def test_a_week_that_is_not_over_or_cut_short_is_left_out(published: Published, tmp_path: Path) -> None:
    assert published.run_date == date(2026, 3, 16)
    weekly = [
        "aht_by_week",
        "volume_by_week_and_channel",
        "service_level_by_week_and_channel",
        "staffing_outcomes_by_week",
        "inquiries_per_1000_orders_by_week",
    ]
    # a run of the Sunday: its week is not over
    earlier = published.changed(
        tmp_path,
        "update main.fct_volume_forecasts set forecast_run_at = forecast_run_at - interval 6 hours",
    )
    for question in weekly:
        assert weeks_of(published, question) == ["2026-03-02", "2026-03-09"], question
        assert weeks_of(earlier, question) == ["2026-03-02"], question
        assert weeks_of(published, question, "2026-03-03~2026-03-15") == ["2026-03-09"], question
    assert earlier.ask("headline_aht")["last_date"].item() == pd.Timestamp("2026-03-08")
    # where nothing was forecast, the last date of the logs is taken for one that is not over
    never = published.changed(tmp_path, "delete from main.fct_volume_forecasts")
    assert weeks_of(never, "aht_by_week") == ["2026-03-02"]


def weeks_of(marts: Published, question: str, dates: str | None = None) -> list[str]:
    rows = marts.ask(question, {"dates": dates} if dates else None)
    return sorted({f"{week:%Y-%m-%d}" for week in rows["week_start_date"]})


def test_a_month_that_is_cut_short_says_so(published: Published) -> None:
    assert set(published.ask("costliest_steps")["month_label"]) == {"2026-03 (14 of 31 days)"}
    assert set(published.ask("headcount_by_month")["month_label"]) == {
        "2026-03 (14 of 31 days), actual",
        "2026-03 (16 of 31 days), forecast",
        "2026-04 (12 of 30 days), forecast",
    }


def test_metabase_draws_the_last_days_of_long_histories_and_no_row_is_cut_off(
    published: Published, tmp_path: Path
) -> None:
    marts = published.with_earlier_logs(tmp_path, *range(14, 281, 14))
    for question, column in (
        ("backlog_by_day_and_channel", "interval_date"),
        ("quarantined_by_day", "loaded_date"),
        ("lateness_by_day", "loaded_date"),
    ):
        rows = marts.ask(question)
        assert rows[column].nunique() == 200, question
        assert rows[column].max() == pd.Timestamp("2026-03-15"), question
        assert rows[column].is_monotonic_increasing, question
    # by default it shows 2,000 rows of a query
    assert max(len(marts.ask(question)) for question in CARDS) < 2000


def test_the_ten_reasons_with_most_inquiries_are_drawn(published: Published, tmp_path: Path) -> None:
    more = [
        "insert into main.agg_contact_drivers select * replace (contact_reason || ' too' as contact_reason,"
        f" inquiry_count + {extra} as inquiry_count) from main.agg_contact_drivers where contact_reason = '{reason}'"
        for reason, extra in (("login", 1000), ("complaint", -1000), ("delivery", -1000))
    ]
    marts = published.changed(tmp_path, *more)
    shown = set(marts.ask("inquiries_per_1000_orders_by_week")["contact_reason"])
    assert len(shown) == 10
    assert "login too" in shown
    assert shown.isdisjoint({"complaint too", "delivery too"})

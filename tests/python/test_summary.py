"""The figures of the summary against the same figures worked out with pandas, from tickets."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest
from fake_marts import (
    ASKED,
    FIRST_DAY,
    LAST_DAY,
    MARTS,
    TICKETS,
    WORKED,
    ZONE,
    local,
    make_quality,
    summarize,
)

from cs_productivity.report import render_text
from cs_productivity.report.words import Words
from cs_productivity.summary import Handling, Heads, Summary

EN, JA = Words("en"), Words("ja")


@pytest.fixture(scope="module")
def summary() -> Summary:
    return summarize(MARTS)


def handling_of(tickets: pd.DataFrame) -> Handling:
    return Handling(
        len(tickets),
        pytest.approx(tickets.effort_seconds.sum()),
        pytest.approx(tickets.effort_seconds_low.sum()),
        pytest.approx(tickets.effort_seconds_high.sum()),
    )


def actual_plan() -> pd.DataFrame:
    """The base plan for what was, summed over channels, with the local wall clock."""
    plan = MARTS["fct_required_headcount"]
    plan = plan[
        (plan.scenario == "base") & (plan.staffing_model == "throughput") & plan.forecast_run_at.isna()
    ]
    plan = plan.groupby("interval_start_at", as_index=False)[
        ["inquiry_count", "required_agents", "required_agents_low", "required_agents_high", "paid_agents"]
    ].sum()
    return plan.assign(clock=local(plan.interval_start_at))


def test_period_and_counts(summary: Summary) -> None:
    assert (summary.first_date, summary.last_date) == (
        date.fromisoformat(FIRST_DAY),
        date.fromisoformat(LAST_DAY),
    )
    assert summary.time_zone == ZONE
    # UTC 06:00 is 02:00 in New York's summer
    assert summary.as_of == datetime(2026, 3, 22, 2)
    assert summary.inquiry_count == len(ASKED)
    assert summary.completed_count == TICKETS.is_completed.sum()
    assert summary.abandoned_count == TICKETS.is_abandoned.sum()
    assert summary.merged_count == TICKETS.is_merged.sum()
    assert summary.open_count == (TICKETS.status == "open").sum()
    assert summary.busy_interval_count == ASKED.created_at.dt.floor("30min").nunique()


def test_handling_time_is_taken_from_sums(summary: Summary) -> None:
    assert summary.handling == handling_of(WORKED)
    assert summary.handling.aht_seconds == pytest.approx(WORKED.effort_seconds.mean())
    # the mean of the daily means is another figure, so that a slip to it would show
    daily = MARTS["agg_aht_daily"]
    assert (daily.effort_seconds_sum / daily.ticket_count).mean() != pytest.approx(
        summary.handling.aht_seconds, rel=1e-3
    )


@pytest.mark.parametrize("column", ["channel", "contact_reason"])
def test_groups(summary: Summary, column: str) -> None:
    groups = summary.channels if column == "channel" else summary.reasons
    assert [group.inquiry_count for group in groups] == sorted(
        (group.inquiry_count for group in groups), reverse=True
    )
    assert {group.name: group.inquiry_count for group in groups} == ASKED.groupby(column).size().to_dict()
    for group in groups:
        assert group.handling == handling_of(WORKED[WORKED[column] == group.name])


def test_a_group_on_one_side_alone_and_one_without_a_name() -> None:
    aht, volume = MARTS["agg_aht_daily"], MARTS["agg_inquiry_volume"]
    changed = MARTS | {
        "agg_aht_daily": aht.assign(channel=aht.channel.where(aht.channel != "chat", None)),
        "agg_inquiry_volume": volume.assign(channel=volume.channel.where(volume.channel != "chat", None)),
    }
    groups = {group.name: group for group in summarize(changed).channels}
    assert groups.keys() == {"phone", "mail", None}
    assert groups[None].inquiry_count == (ASKED.channel == "chat").sum()
    assert groups[None].handling == handling_of(WORKED[WORKED.channel == "chat"])
    alone = summarize(MARTS | {"agg_aht_daily": aht[aht.channel != "mail"]})
    assert {group.name: group.handling for group in alone.channels}["mail"] == Handling()


def test_weeks(summary: Summary) -> None:
    mondays = local(WORKED.completed_at).dt.to_period("W-SUN").dt.start_time
    assert [week.monday for week in summary.weeks] == sorted({monday.date() for monday in mondays})
    for week in summary.weeks:
        assert week.handling == handling_of(WORKED[mondays == pd.Timestamp(week.monday)])
    # the first inquiry came on a Friday; the third week ends a day after the run's "now"
    assert [week.is_partial for week in summary.weeks] == [True, False, True]
    assert [week.immature_count for week in summary.weeks] == [
        0,
        0,
        (local(WORKED.completed_at) >= "2026-03-18").sum(),
    ]


def test_peak_and_busiest_interval(summary: Summary) -> None:
    plan = actual_plan()
    for found, column in ((summary.peak, "inquiry_count"), (summary.busiest, "required_agents")):
        # of equals the first
        row = plan.loc[plan[column].idxmax()]
        assert found == Heads(
            row.clock.to_pydatetime(),
            row.inquiry_count,
            row.required_agents,
            row.required_agents_low,
            row.required_agents_high,
            row.paid_agents,
        )


def test_people_needed_by_weekday_and_hour(summary: Summary) -> None:
    plan = actual_plan()
    hourly = (
        plan.groupby([plan.clock.dt.date, plan.clock.dt.hour])
        .required_agents.max()
        .rename_axis(["day", "hour"])
    )
    hourly = hourly.reset_index()
    days = pd.Series(pd.date_range(FIRST_DAY, LAST_DAY)).dt.day_of_week.value_counts()
    weekday = pd.to_datetime(hourly.day).dt.day_of_week
    sums = hourly.groupby([weekday + 1, hourly.hour]).required_agents.sum()
    expected = {(day, hour): total / days[day - 1] for (day, hour), total in sums.items()}
    assert len(expected) == 7 * 24
    assert summary.heads_by_hour == pytest.approx(expected)


def test_no_answer_for_one_channel_is_no_answer_for_the_sum() -> None:
    plan = MARTS["fct_required_headcount"]
    mail = set(ASKED[ASKED.channel == "mail"].created_at.dt.floor("30min"))
    # beside the mail the other channels need many, which must not pass for the whole
    beside = plan.interval_start_at.isin(mail) & (plan.scenario == "base")
    plan = plan.assign(required_agents=plan.required_agents.mask(beside, 50.0))
    lacks = (plan.channel == "mail") & (plan.scenario == "base")
    heads = ["required_agents", "required_agents_low", "required_agents_high", "paid_agents"]
    changed = plan.assign(**{name: plan[name].mask(lacks & (plan.inquiry_count > 0)) for name in heads})
    changed["status_reason"] = plan.status_reason.mask(
        lacks & (plan.inquiry_count > 0), "no mail has matured"
    )
    summary = summarize(MARTS | {"fct_required_headcount": changed})
    plan = actual_plan()
    rest = plan[~plan.interval_start_at.isin(mail)]
    assert summary.busiest is not None
    assert summary.busiest.needed == rest.required_agents.max()
    assert summary.busiest.starts_at == rest.loc[rest.required_agents.idxmax()].clock
    assert summary.peak is not None
    assert summary.peak.inquiry_count == plan.inquiry_count.max()
    assert summary.heads_missing_reason == "no mail has matured"


def test_quality(summary: Summary) -> None:
    sums = (
        make_quality()
        .groupby("source")[["row_count", "duplicate_count", "quarantined_count", "unmapped_count"]]
        .sum()
    )
    found = {source.source: list(vars(source).values())[1:5] for source in summary.quality}
    assert found == {source: row.tolist() for source, row in sums.iterrows()}


def test_arrivals(summary: Summary) -> None:
    told = {source.source: (source.last_date, source.unusual_day_count) for source in summary.quality}
    # the unusual day of 28 days ago counts no longer
    assert told == {"backend_action_logs": (date(2026, 3, 6), 2), "tickets": (None, None)}


def test_the_last_runs_come_first_and_by_local_time(summary: Summary) -> None:
    assert len(summary.runs) == 5
    first, second, third = summary.runs[:3]
    assert first.started_at.replace(tzinfo=None) == datetime(2026, 3, 7, 12)
    assert (first.status, first.duration_seconds, first.failed_nodes) == (
        "failed",
        75,
        "fct_tickets_is_sound",
    )
    assert (second.status, second.duration_seconds, second.failed_nodes) == ("cut short", None, None)
    assert third.status == "succeeded"


def test_the_text_shows_the_figures_in_few_and_short_lines(summary: Summary) -> None:
    text = render_text(summary)
    lines = text.splitlines()
    assert len(lines) < 30
    assert max(map(len, lines)) <= 100
    assert EN.duration(summary.handling.aht_seconds) in text
    assert f"{len(ASKED):,}" in text
    assert "6 Mar 2026 to 21 Mar 2026, as of Sun 22 Mar 2026 02:00, in America/New_York time." in text
    for channel in ("phone", "mail", "chat"):
        (line,) = [line for line in lines if line.startswith(channel)]
        worked = WORKED[WORKED.channel == channel]
        assert line.split()[1:3] == [str((ASKED.channel == channel).sum()), str(len(worked))]
        assert EN.duration(worked.effort_seconds.mean()) in line


def test_many_channels_and_names_that_move_the_cursor_do_not_break_the_text() -> None:
    volume = MARTS["agg_inquiry_volume"]
    names = [f"\x1b[2Jchannel {number}\n" for number in range(40)]
    many = volume.assign(channel=[names[number % 40] for number in range(len(volume))])
    text = render_text(summarize(MARTS | {"agg_inquiry_volume": many}))
    assert len(text.splitlines()) < 30
    assert "\x1b" not in text
    # 40 of the volume and the three of the handling times, less the eight that are shown
    assert "and 35 more channels" in text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "–"),
        (0, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min 00 s"),
        (372.2, "6 min 12 s"),
        (3599.7, "1 h 00 min"),
        (3780, "1 h 03 min"),
        (7170, "2 h 00 min"),
    ],
)
def test_durations(seconds: float | None, text: str) -> None:
    assert EN.duration(seconds) == text


def test_shares_and_counts() -> None:
    assert [EN.share(part, 2000) for part in (0, 1, 3, 190, 1000, 1990, 1999, 2000)] == [
        "0 %", "under 0.1 %", "0.1 %", "9.5 %", "50 %", "99.5 %", "over 99.9 %", "100 %",
    ]  # fmt: skip
    assert [EN.count(1, "inquiry"), EN.count(2, "inquiry"), EN.count(1234, "day")] == [
        "1 inquiry",
        "2 inquiries",
        "1,234 days",
    ]
    assert [EN.amount(14.0), EN.amount(2.54), EN.amount(None)] == ["14", "2.5", "–"]

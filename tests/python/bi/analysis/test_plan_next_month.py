"""What the notebook about a month to come tells, against queries of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from project import Project

from bi.analysis.notebooks import BY_NAME, Run, run_code
from bi.published import TIME_ZONE

NOTEBOOK = BY_NAME["plan_next_month"]
# wall clock of the reporting time zone at a time in UTC
LOCAL = f"timezone('{TIME_ZONE}', timezone('UTC', {{}}))"


@pytest.fixture(scope="module")
def planned_month(built_sample: Project) -> str:
    ((month,),) = built_sample.query(
        """select month_start_date from marts.agg_headcount_monthly where forecast_run_at is not null
        order by day_count desc, month_start_date desc limit 1"""
    )
    return f"date '{month}'"


def test_volume_of_the_month_is_the_sum_of_its_forecasts(
    ran: dict[str, Run], built_sample: Project, planned_month: str
) -> None:
    rows = built_sample.query(
        f"""select channel, sum(forecast), sum(lower), sum(upper),
            sum(forecast) + sqrt(sum((upper - forecast) ** 2))
        from marts.fct_volume_forecasts
        where granularity = 'day' and date_trunc('month', {LOCAL.format("target_start_at")}) = {planned_month}
        group by channel"""
    )
    volume = ran["plan_next_month"].variables["volume"]
    assert len(volume) == len(rows) > 3
    for channel, *figures in rows:
        told = volume.loc[channel, ["forecast", "outer_low", "outer_high", "inner_high"]].to_list()
        assert told == pytest.approx(figures)
    assert (volume["outer_low"] <= volume["inner_low"]).all()


def test_handling_time_is_that_of_the_plan_and_of_late(ran: dict[str, Run], built_sample: Project) -> None:
    rows = built_sample.query(
        """select channel, sum(effort_seconds) / count(*), sum(effort_seconds_low) / count(*),
            sum(effort_seconds_high) / count(*)
        from marts.fct_tickets where is_counted_in_aht group by channel"""
    )
    handling = ran["plan_next_month"].variables["handling"]
    for channel, *figures in rows:
        columns = ["aht_seconds", "aht_seconds_low", "aht_seconds_high"]
        assert handling.loc[channel, columns].to_list() == pytest.approx(figures)
    planned = built_sample.query(
        """select distinct channel, aht_seconds from marts.fct_required_headcount
        where scenario = 'base' and forecast_run_at is not null"""
    )
    assert handling["planned_seconds"].dropna().to_dict() == pytest.approx(dict(planned))


def test_people_are_those_of_the_monthly_mart_by_scenario(
    ran: dict[str, Run], built_sample: Project, planned_month: str
) -> None:
    rows = built_sample.query(
        f"""select scenario, sum(fte), sum(fte_low), sum(fte_high), sum(cost) from marts.agg_headcount_monthly
        where forecast_run_at is not null and month_start_date = {planned_month} group by scenario"""
    )
    told = ran["plan_next_month"].variables
    assert len(rows) == len(told["scenarios"]) == 3
    for scenario, *figures in rows:
        assert told["scenarios"].loc[
            scenario, ["fte", "fte_low", "fte_high", "cost"]
        ].to_list() == pytest.approx(figures)
    plan = {scenario: figures for scenario, *figures in rows}["base"]
    assert f"**Plan {plan[0]} full-time agents**" in told["decision"]
    assert f"({plan[1]} to {plan[2]})" in told["decision"]


def test_gaps_are_scheduled_less_required_of_all_channels(
    ran: dict[str, Run], built_sample: Project, planned_month: str
) -> None:
    heads = f"""select {LOCAL.format("interval_start_at")} as start, sum(required_agents) as required,
            sum(scheduled_agents) as scheduled
        from marts.fct_required_headcount inner join marts.dim_channels using (channel)
        where scenario = 'base' and forecast_run_at is not null and staffing_model = staffed_by
            and date_trunc('month', {LOCAL.format("interval_start_at")}) = {planned_month}
        group by start"""
    told = ran["plan_next_month"].variables
    rows = built_sample.query(f"select start, scheduled - required from ({heads}) order by start")
    assert told["intervals"].index.to_list() == [start for start, _ in rows]
    assert told["intervals"]["gap"].to_list() == pytest.approx([gap for _, gap in rows])
    rows = built_sample.query(
        f"""with heads as ({heads}),
        past as (
            select {LOCAL.format("interval_start_at")} as start, max(desk_scheduled_agents) as scheduled
            from marts.fct_staffing_outcomes group by start
        ),
        required as (
            select dayname(start) as weekday, hour(start) as hour, avg(required) as required from heads group by all
        ),
        usual as (
            select dayname(start) as weekday, hour(start) as hour, avg(scheduled) as usual from past group by all
        )
        select weekday, hour, usual - required from required inner join usual using (weekday, hour)
        order by 3 limit 1"""
    )
    (weekday, hour, gap) = rows[0]
    assert told["shortest"].index[0] == (weekday, hour)
    assert told["shortest"]["gap"].iloc[0] == pytest.approx(gap)
    assert f"shortest on {weekday}s at {hour}:00, by {-gap:.1f} agents" in told["decision"]


def test_intervals_of_which_a_need_is_not_known_are_left_out_and_counted(
    change: Callable[[str], Path],
) -> None:
    marts = change(
        """update fct_required_headcount set required_agents = null
        where channel = 'phone' and interval_start_at = (
            select max(interval_start_at) from fct_required_headcount where forecast_run_at is not null
        );
        update agg_headcount_monthly set unknown_interval_count = 1 where channel = 'phone'"""
    )
    told = run_code(NOTEBOOK, marts).variables
    assert "The need of phone is not known in full" in told["decision"]
    last_month = run_code(NOTEBOOK, marts, month=str(told["monthly"]["month_start_date"].max())).variables
    assert "The need of 1 intervals is not known, and they are left out." in last_month["schedule"]
    assert len(last_month["intervals"]) == last_month["needs"]["start"].nunique() - 1


def test_of_months_with_as_many_days_the_later_one_is_planned(change: Callable[[str], Path]) -> None:
    marts = change("update agg_headcount_monthly set day_count = 14")
    told = run_code(NOTEBOOK, marts).variables
    months = told["monthly"]["month_start_date"].unique()
    assert len(months) > 1
    assert told["month"] == max(months)


def test_a_month_that_nobody_forecasts_is_said(published: Path) -> None:
    told = run_code(NOTEBOOK, published, month="2031-05-01").variables
    assert told["about"].startswith("There is no forecast of that month yet")
    assert told["decision"] == "Nothing can be planned yet: there is no forecast of that month."

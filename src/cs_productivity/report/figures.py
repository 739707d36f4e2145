"""The figures of the report's pictures, read from the marts alone: sums and counts, of which ratios are made later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from cs_productivity.summary import Summary, is_partial_week, local_sql

Rows = list[dict[str, Any]]
MOST_REASONS = 8
MOST_SCREENS = 10
# the kinds of rows that an adopter may lack
FRONTEND, BACKEND = "frontend_event_logs", "backend_action_logs"


@dataclass(frozen=True)
class Figures:
    """One list of rows a picture; times are local, without a zone.

    `aht` and `reasons` have a row per week and channel (reason), `volume` per weekday and time of day, `week` per
    interval of the coming seven days, `drivers` one or none, `releases` one per release, `steps` one per screen,
    `quality` one per day of loading and source.
    """

    aht: Rows
    reasons: Rows
    volume: Rows
    week: Rows
    drivers: Rows
    releases: Rows
    steps: Rows
    quality: Rows


def read_figures(marts: duckdb.DuckDBPyConnection, summary: Summary) -> Figures:
    """Read the figures.

    Args:
        marts: a connection whose current schema holds the marts.
        summary: of the same marts; its days, its time zone and its "now" are used.
    """
    zone, now = summary.time_zone, summary.as_of
    return Figures(
        aht=_weeks(_rows(marts, _WEEKS), summary.first_date, now),
        reasons=_weeks(_rows(marts, _REASON_WEEKS), summary.first_date, now),
        volume=_rows(marts, _VOLUME, zone=zone, now=now, first=summary.first_date),
        week=_rows(marts, _COMING_WEEK, zone=zone, now=now),
        drivers=_rows(marts, _DRIVERS),
        releases=_rows(marts, _RELEASES, zone=zone),
        steps=_rows(marts, _STEPS),
        quality=_rows(marts, _QUALITY),
    )


def _rows(marts: duckdb.DuckDBPyConnection, query: str, **values: object) -> Rows:
    found = marts.execute(query, values)
    names = [name for name, *_ in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _weeks(rows: Rows, first: date | None, now: datetime) -> Rows:
    return [row | {"is_partial": is_partial_week(row["monday"], first, now)} for row in rows]


_SUMS = """sum(ticket_count)::bigint as ticket_count, sum(effort_seconds_sum) as effort_seconds,
    sum(effort_seconds_low_sum) as low_seconds, sum(effort_seconds_high_sum) as high_seconds,
    sum(immature_count)::bigint as immature_count"""
_WEEKS = f"""
    select date_trunc('week', completed_date)::date as monday, channel as name, {_SUMS}
    from agg_aht_daily
    group by monday, name
    having sum(ticket_count) > 0
    order by monday, name
"""
_REASON_WEEKS = f"""
    with most as (
        select contact_reason, sum(effort_seconds_sum) as effort_seconds
        from agg_aht_daily
        group by contact_reason
        having sum(ticket_count) > 0
        order by effort_seconds desc, contact_reason
        limit {MOST_REASONS}
    )
    select date_trunc('week', completed_date)::date as monday, daily.contact_reason as name, {_SUMS}
    from agg_aht_daily as daily
    inner join most on daily.contact_reason = most.contact_reason
    group by monday, name, most.effort_seconds
    having sum(ticket_count) > 0
    order by most.effort_seconds desc, name, monday
"""
# days that are over, from the first one with an inquiry
_VOLUME = f"""
    with clocked as (
        select {local_sql("interval_start_at")} as clock, sum(inquiry_count)::bigint as inquiry_count
        from agg_inquiry_volume
        group by clock
    ),
    whole_days as (
        select * from clocked
        where clock::date >= $first::date and clock::date + interval 1 day <= $now::timestamp
    ),
    days as (
        select isodow(clock) as weekday, count(distinct clock::date) as day_count
        from whole_days
        group by weekday
    )
    select
        days.weekday, strftime(clock, '%H:%M') as time_of_day,
        sum(inquiry_count)::bigint as inquiry_count, days.day_count
    from whole_days
    inner join days on isodow(whole_days.clock) = days.weekday
    group by days.weekday, days.day_count, time_of_day
    order by days.weekday, time_of_day
"""
# the newest forecast, each channel by the staffing model that it is planned with; channels have people of their own,
# so they add up, and the sum is not known where one of them is not
_COMING_WEEK = f"""
    with forecast as (
        select max(forecast_run_at) as run_at from fct_required_headcount where scenario = 'base'
    ),
    planned as (
        select {local_sql("interval_start_at")} as clock, required.*
        from fct_required_headcount as required
        inner join forecast on required.forecast_run_at = forecast.run_at
        inner join dim_channels as channels
            on required.channel = channels.channel and required.staffing_model = channels.staffed_by
        where required.scenario = 'base'
    )
    select
        clock,
        sum(expected_inquiries) as expected_inquiries,
        case when count(*) = count(required_agents) then sum(required_agents)::double end as required,
        case when count(*) = count(required_agents_low) then sum(required_agents_low)::double end as required_low,
        case when count(*) = count(required_agents_high) then sum(required_agents_high)::double end as required_high,
        sum(scheduled_agents)::double as scheduled
    from planned
    where clock >= $now::timestamp and clock < $now::timestamp + interval 7 days
    group by clock
    order by clock
"""
_DRIVERS = """
    with newest as (
        select period, max(period_start_date) as period_start_date
        from fct_cost_drivers
        group by period
        order by period = 'month' desc
        limit 1
    )
    select
        drivers.period, drivers.period_start_date, drivers.previous_start_date, drivers.currency,
        sum(previous_cost) as previous_cost, sum(volume_effect) as volume_effect, sum(mix_effect) as mix_effect,
        sum(aht_effect) as aht_effect, sum(rate_effect) as rate_effect, sum(cost) as cost
    from fct_cost_drivers as drivers
    inner join newest
        on drivers.period = newest.period and drivers.period_start_date = newest.period_start_date
    group by drivers.period, drivers.period_start_date, drivers.previous_start_date, drivers.currency
    limit 1
"""
_RELEASES = f"""
    select
        effects.release_id, coalesce(releases.name, effects.release_id) as name,
        {local_sql("releases.released_at")}::date as released_date,
        effect_pct, effect_pct_low, effect_pct_high, verdict, verdict_reason
    from fct_improvement_effects as effects
    left join dim_releases as releases on effects.release_id = releases.release_id
    where metric = 'effort_per_ticket'
    order by releases.released_at, effects.release_id
"""
_STEPS = f"""
    select
        month_start_date, screen, currency, sum(cost_at_stake) as cost,
        sum(effort_seconds) as effort_seconds, sum(api_wait_seconds) as api_wait_seconds,
        sum(swivel_seconds) as swivel_seconds, sum(error_count)::bigint as error_count
    from agg_step_costs
    where month_start_date = (select max(month_start_date) from agg_step_costs)
    group by month_start_date, screen, currency
    order by effort_seconds desc, screen
    limit {MOST_SCREENS}
"""
# of the versions of the frontend the slowest stands for the day
_QUALITY = f"""
    select
        loaded_date, source, sum(row_count)::bigint as row_count, sum(kept_count)::bigint as kept_count,
        sum(duplicate_count)::bigint as duplicate_count, sum(quarantined_count)::bigint as quarantined_count,
        sum(lost_count)::bigint as lost_count, sum(sighted_action_count)::bigint as sighted_count,
        sum(unseen_action_count)::bigint as unseen_count, max(delay_p50_seconds) as delay_p50_seconds
    from agg_log_quality_daily
    where source in ('{FRONTEND}', '{BACKEND}') and loaded_date is not null
    group by loaded_date, source
    order by loaded_date, source
"""

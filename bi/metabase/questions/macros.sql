<#- CTEs that several questions begin with. Delimiters are << >>, <% %>, since {{ }} are Metabase's. -#>

<#- Dates that are over, from the first inquiry on, within the dates that the reader chose. -#>
<%- macro dates() -%>
spans as (
    select
        min(interval_date) as first_date,
        max(interval_date) as last_date
    from marts.agg_inquiry_volume
),

runs as (
    select
        cast(
            << local('max(forecast_run_at)') >> as date
        ) as run_date
    from marts.fct_volume_forecasts
),

-- dates that are over when the marts were built
dates as (
    select
        calendar_date,
        week_start_date,
        month_start_date,
        iso_weekday_number
    from marts.dim_dates
    where
        calendar_date >= (select spans.first_date from spans)
        and calendar_date < (
            select coalesce(runs.run_date, spans.last_date)
            from runs
            cross join spans
        )
        [[and {{dates}}]]
)
<%- endmacro %>

<#- Weeks of which every date is among them; a week that is cut short is left out. -#>
<%- macro weeks() -%>
-- whole weeks, Monday to Sunday
weeks as (
    select week_start_date
    from dates
    group by week_start_date
    having count(*) = 7
)
<%- endmacro %>

<#- The last four of them. -#>
<%- macro recent_weeks() -%>
recent_weeks as (
    select week_start_date
    from weeks
    order by week_start_date desc
    limit 4
),

recent_dates as (
    select dates.calendar_date
    from dates
    inner join recent_weeks
        on dates.week_start_date = recent_weeks.week_start_date
)
<%- endmacro %>

<#- From when to when, and how many days; one on which nothing came is a day, too. -#>
<%- macro recent_span() -%>
recent_span as (
    select
        min(calendar_date) as first_date,
        max(calendar_date) as last_date,
        count(*) as day_count
    from recent_dates
)
<%- endmacro %>

<#- Weeks in which a team had five agents on some day: fewer would tell of single persons. -#>
<%- macro large_teams() -%>
-- fewer than five agents would tell of single persons
team_weeks as (
    select
        dates.week_start_date,
        adherence.team
    from marts.agg_schedule_adherence as adherence
    inner join dates
        on adherence.work_date = dates.calendar_date
    group by
        dates.week_start_date,
        adherence.team
    having max(adherence.agent_count) >= 5
),

large_teams as (
    select
        dates.calendar_date,
        team_weeks.team
    from dates
    inner join team_weeks
        on dates.week_start_date = team_weeks.week_start_date
)
<%- endmacro %>

<#- Handling of completed tickets; where a team is chosen, only its weeks with enough agents. -#>
<%- macro handled() -%>
handled as (
    select *
    from marts.agg_aht_daily
    where
        ticket_count > 0
        [[and {{channel}}]]
        [[and {{contact_reason}}]]
        [[and {{team}}
        and (completed_date, team) in (
            select (large_teams.calendar_date, large_teams.team)
            from large_teams
        )]]
)
<%- endmacro %>

<#- The last month that has one of the dates, and how it is written. -#>
<%- macro last_month() -%>
months as (
    select
        month_start_date,
        count(*) as day_count
    from dates
    group by month_start_date
    order by month_start_date desc
    limit 1
),

calendar_months as (
    select
        month_start_date,
        count(*) as calendar_day_count
    from marts.dim_dates
    group by month_start_date
),

-- a month that is cut short says so
last_month as (
    select
        months.month_start_date,
        << month_label('months.month_start_date', 'months.day_count', 'calendar_months.calendar_day_count') >> as month_label
    from months
    inner join calendar_months
        on months.month_start_date = calendar_months.month_start_date
)
<%- endmacro %>

<#- STRING: 2026-03, or 2026-03 (14 of 31 days). -#>
<%- macro month_label(date, day_count, calendar_day_count) -%>
substr(cast(<< date >> as string), 1, 7)
        || case
            when << day_count >> < << calendar_day_count >>
                then
                    ' (' || cast(<< day_count >> as string)
                    || ' of ' || cast(<< calendar_day_count >> as string) || ' days)'
            else ''
        end
<%- endmacro %>

<#- STRING: the time of day of a local timestamp, as 09:30. -#>
<%- macro clock(local_timestamp) -%>
lpad(cast(extract(hour from << local_timestamp >>) as string), 2, '0') || ':'
        || lpad(cast(extract(minute from << local_timestamp >>) as string), 2, '0')
<%- endmacro %>

<#- Heads of the coming seven days in local time, each channel by the model that it is planned with. -#>
<%- macro coming_week() -%>
forecasts as (
    select *
    from marts.fct_required_headcount
    where
        forecast_run_at is not null
        and {{scenario}}
        [[and {{channel}}]]
),

-- the newest run alone: runs, scenarios and models are never added up
planned as (
    select
        forecasts.scenario,
        forecasts.channel,
        forecasts.required_agents,
        forecasts.required_agents_low,
        forecasts.required_agents_high,
        forecasts.scheduled_agents,
        forecasts.workload_seconds,
        << local('forecasts.interval_start_at') >> as starts_at
    from forecasts
    inner join marts.dim_channels as channels
        on
            forecasts.channel = channels.channel
            and forecasts.staffing_model = channels.staffed_by
    where
        forecasts.forecast_run_at = (
            select max(newest.forecast_run_at)
            from forecasts as newest
        )
),

coming_week as (
    select planned.*
    from planned
    where
        planned.starts_at < (
            select min(earliest.starts_at) + interval 7 day
            from planned as earliest
        )
)
<%- endmacro %>

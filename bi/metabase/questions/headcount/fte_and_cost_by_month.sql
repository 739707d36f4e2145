with months as (
    select *
    from marts.agg_headcount_monthly
    where
        {{scenario}}
        [[and {{channel}}]]
),

calendar_months as (
    select
        month_start_date,
        count(*) as calendar_day_count
    from marts.dim_dates
    group by month_start_date
),

-- runs and scenarios are never added up; a month that is cut short says so
headcount as (
    select
        months.*,
        << month_label('months.month_start_date', 'months.day_count', 'calendar_months.calendar_day_count') >>
        || case when months.forecast_run_at is null then ', actual' else ', forecast' end
            as month_label
    from months
    inner join calendar_months
        on months.month_start_date = calendar_months.month_start_date
    where
        months.forecast_run_at is null
        or months.forecast_run_at = (
            select max(newest.forecast_run_at)
            from months as newest
        )
),

final as (
    select
        month_label,
        channel,
        fte,
        fte_low,
        fte_high,
        seat_hours,
        paid_hours,
        cost,
        currency,
        unknown_interval_count,
        scenario
    from headcount
)

select * from final
order by
    month_label,
    channel,
    scenario

with seen_dates as (
    select
        min(created_date) as first_date,
        max(created_date) as last_date
    from {{ ref('int_tickets') }}
    union all
    select
        min(work_date) as first_date,
        max(work_date) as last_date
    from {{ ref('int_work_segments') }}
    union all
    select
        as_of_date as first_date,
        as_of_date as last_date
    from {{ ref('int_run_clock') }}
),

-- whole months, so that no calendar in a dashboard ends in the middle of one
span as (
    select
        cast({{ dbt.date_trunc('month', 'min(first_date)') }} as date) as first_date,
        cast({{ dbt.last_day('max(last_date)', 'month') }} as date) as last_date
    from seen_dates
),

calendar as (
    select {{ days_after('first_date', 'day_number') }} as calendar_date
    from span
    cross join
        {{ unnest_integers(
            '0', dbt.datediff('first_date', 'last_date', 'day'), 'day_number'
        ) }}
),

-- 1 January 1900 was a Monday
weekdays as (
    select
        calendar_date,
        mod({{ dbt.datediff("date '1900-01-01'", 'calendar_date', 'day') }}, 7)
        + 1 as iso_weekday_number
    from calendar
),

final as (
    select
        calendar_date,
        {{ days_after('calendar_date', '1 - iso_weekday_number') }} as week_start_date,
        cast({{ dbt.date_trunc('month', 'calendar_date') }} as date) as month_start_date,
        cast(extract(year from calendar_date) as int64) as year_number,
        cast(extract(month from calendar_date) as int64) as month_number,
        iso_weekday_number,
        iso_weekday_number >= 6 as is_weekend
    from weekdays
)

select * from final

{{ config(tags=['of_this_run']) }}

with tab_days as (
    select
        client_date,
        {{ days_after('timestamp_micros(first_us)', -1) }} as first_date,
        {{ days_after('timestamp_micros(last_us)', 1) }} as last_date
    from {{ ref('int_tab_days') }}
),

touched_dates as (
    select distinct occurred_date from {{ ref('int_touched_instants') }}
),

final as (
    select distinct tab_days.client_date
    from tab_days
    inner join touched_dates
        on
            tab_days.first_date <= touched_dates.occurred_date
            and tab_days.last_date >= touched_dates.occurred_date
)

select * from final

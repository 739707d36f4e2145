with seen_dates as (
    select
        min(created_date) as first_date,
        max(created_date) as last_date
    from {{ ref('int_tickets') }}
    union all
    select
        {{ local_date('timestamp_micros(min(started_us))') }} as first_date,
        {{ local_date('timestamp_micros(max(ended_us) - 1)') }} as last_date
    from {{ ref('int_presence_blocks') }}
    union all
    select
        as_of_date as first_date,
        {{ days_after('as_of_date', forecast_days()) }} as last_date
    from {{ ref('int_run_clock') }}
),

-- whole months, so that no calendar in a dashboard ends in the middle of one
final as (
    select
        {{ month_start('min(first_date)') }} as first_date,
        cast({{ dbt.last_day('max(last_date)', 'month') }} as date) as last_date
    from seen_dates
)

select * from final

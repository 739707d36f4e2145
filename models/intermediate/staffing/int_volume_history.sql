{{ config(tags=['of_this_run']) }}

{%- set interval_us = interval_microseconds() %}

with run_clock as (
    select * from {{ ref('int_run_clock') }}
),

-- days that are over, and so many of them that a forecast costs the same however old the logs are
counts as (
    select counted.*
    from {{ ref('int_inquiry_intervals') }} as counted
    inner join run_clock
        on
            counted.interval_date < run_clock.as_of_date
            and counted.interval_date
            >= {{ days_after('run_clock.as_of_date', -forecast_history_days()) }}
),

-- a day on which nobody asked anything in any channel is one without logs
dates as (
    select distinct interval_date
    from counts
),

pairs as (
    select distinct
        channel,
        contact_reason
    from counts
),

day_spans as (
    select
        interval_date,
        unix_micros({{ day_start('interval_date') }}) as started_us,
        unix_micros({{ day_start(days_after('interval_date', 1)) }}) as ended_us
    from dates
),

intervals as (
    select
        interval_date,
        started_us + interval_number * {{ interval_us }} as interval_start_us
    from day_spans
    cross join {{ unnest_integers(
        '0', 'cast((ended_us - started_us) / ' ~ interval_us ~ ' as int64) - 1', 'interval_number'
    ) }}
),

final as (
    select
        timestamp_micros(intervals.interval_start_us) as interval_start_at,
        intervals.interval_date,
        pairs.channel,
        pairs.contact_reason,
        coalesce(counts.inquiry_count, 0) as inquiry_count
    from intervals
    cross join pairs
    left join counts
        on
            intervals.interval_start_us = counts.interval_start_us
            and pairs.channel = counts.channel
            and pairs.contact_reason = counts.contact_reason
)

select * from final

{%- set interval_us = interval_microseconds() -%}

with counts as (
    select * from {{ ref('int_inquiry_intervals') }}
),

evenings as (
    select * from {{ ref('int_backlog_evenings') }}
),

span as (
    select
        {{ epoch_microseconds(day_start('min(interval_date)')) }} as started_us,
        {{ epoch_microseconds(
            day_start("cast(" ~ dbt.dateadd('day', 1, 'max(interval_date)') ~ " as date)")
        ) }} as ended_us
    from counts
    having count(*) > 0
),

intervals as (
    select started_us + interval_number * {{ interval_us }} as interval_start_us
    from span
    cross join {{ unnest_integers(
        '0', 'cast((ended_us - started_us) / ' ~ interval_us ~ ' as int64) - 1', 'interval_number'
    ) }}
),

dated_intervals as (
    select
        interval_start_us,
        {{ local_date(timestamp_at('interval_start_us')) }} as interval_date
    from intervals
),

day_ends as (
    select
        interval_date,
        max(interval_start_us) as last_interval_us
    from dated_intervals
    group by interval_date
),

pairs as (
    select distinct
        channel,
        contact_reason
    from counts
),

filled as (
    select
        dated_intervals.interval_start_us,
        dated_intervals.interval_date,
        pairs.channel,
        pairs.contact_reason,
        coalesce(counts.inquiry_count, 0) as inquiry_count,
        coalesce(counts.reopened_count, 0) as reopened_count,
        coalesce(counts.answered_count, 0) as answered_count,
        coalesce(counts.abandoned_count, 0) as abandoned_count,
        coalesce(counts.within_target_count, 0) as within_target_count,
        coalesce(counts.wait_us, 0) as wait_us,
        cast(
            sum(coalesce(counts.inquiry_count, 0) - coalesce(counts.ended_count, 0)) over (
                partition by pairs.channel, pairs.contact_reason
                order by dated_intervals.interval_start_us
                rows between unbounded preceding and current row
            ) as int64
        ) as backlog_count
    from dated_intervals
    cross join pairs
    left join counts
        on
            dated_intervals.interval_start_us = counts.interval_start_us
            and pairs.channel = counts.channel
            and pairs.contact_reason = counts.contact_reason
),

final as (
    select
        {{ timestamp_at('filled.interval_start_us') }} as interval_start_at,
        filled.interval_date,
        filled.channel,
        filled.contact_reason,
        filled.inquiry_count,
        filled.reopened_count,
        filled.answered_count,
        filled.abandoned_count,
        filled.within_target_count,
        {{ seconds('filled.wait_us') }} as wait_seconds_sum,
        filled.backlog_count,
        {{ seconds('evenings.age_p90_us') }} as backlog_age_p90_seconds
    from filled
    left join day_ends
        on filled.interval_start_us = day_ends.last_interval_us
    left join evenings
        on
            day_ends.interval_date = evenings.evening_date
            and filled.channel = evenings.channel
            and filled.contact_reason = evenings.contact_reason
)

select * from final

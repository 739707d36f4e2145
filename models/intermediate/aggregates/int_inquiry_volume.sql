{{ config(
    materialized='incremental',
    pre_hook="{{ take_out(
        'old.interval_date >= (select touched.first_date from ' ~ ref('int_touched_volume') ~ ' as touched)'
    ) }}",
    cluster_by=['interval_date']
) }}

{%- set interval_us = interval_microseconds() %}

with counts as (
    select * from {{ ref('int_inquiry_intervals') }}
),

evenings as (
    select * from {{ ref('int_backlog_evenings') }}
),

all_dates as (
    select
        min(interval_date) as first_date,
        max(interval_date) as last_date
    from counts
    having count(*) > 0
),

dates as (
    {% if is_increment() %}
        select
            greatest(all_dates.first_date, touched.first_date) as first_date,
            all_dates.last_date
        from all_dates
        cross join {{ ref('int_touched_volume') }} as touched
        where touched.first_date is not null
    {% else %}
        select * from all_dates
    {% endif %}
),

span as (
    select
        unix_micros({{ day_start('first_date') }}) as started_us,
        unix_micros({{ day_start(days_after('last_date', 1)) }}) as ended_us
    from dates
    where first_date <= last_date
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
        {{ local_date('timestamp_micros(interval_start_us)') }} as interval_date
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

-- what was open when the first of these intervals began
opening as (
    select
        counts.channel,
        counts.contact_reason,
        sum(counts.inquiry_count - counts.ended_count) as open_count
    from counts
    inner join dates
        on counts.interval_date < dates.first_date
    group by counts.channel, counts.contact_reason
),

of_the_dates as (
    select counts.*
    from counts
    inner join dates
        on counts.interval_date >= dates.first_date
),

filled as (
    select
        dated_intervals.interval_start_us,
        dated_intervals.interval_date,
        pairs.channel,
        pairs.contact_reason,
        coalesce(of_the_dates.inquiry_count, 0) as inquiry_count,
        coalesce(of_the_dates.reopened_count, 0) as reopened_count,
        coalesce(of_the_dates.answered_count, 0) as answered_count,
        coalesce(of_the_dates.abandoned_count, 0) as abandoned_count,
        coalesce(of_the_dates.within_target_count, 0) as within_target_count,
        coalesce(of_the_dates.wait_us, 0) as wait_us,
        cast(
            coalesce(opening.open_count, 0)
            + sum(
                coalesce(of_the_dates.inquiry_count, 0) - coalesce(of_the_dates.ended_count, 0)
            ) over (
                partition by pairs.channel, pairs.contact_reason
                order by dated_intervals.interval_start_us
                rows between unbounded preceding and current row
            ) as int64
        ) as backlog_count
    from dated_intervals
    cross join pairs
    left join of_the_dates
        on
            dated_intervals.interval_start_us = of_the_dates.interval_start_us
            and pairs.channel = of_the_dates.channel
            and pairs.contact_reason = of_the_dates.contact_reason
    left join opening
        on
            pairs.channel = opening.channel
            and pairs.contact_reason = opening.contact_reason
),

final as (
    select
        timestamp_micros(filled.interval_start_us) as interval_start_at,
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
        {{ seconds('evenings.age_p90_us') }} as backlog_age_p90_seconds,
        cast({{ run_number() }} as int64) as built_in_run
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

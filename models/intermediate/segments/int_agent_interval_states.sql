{{ config(
    materialized='incremental',
    pre_hook="{{ take_out_matching(
        ref('int_touched_windows'),
        is_in_interval('old', 'interval_start_us'),
        is_on_dates_of_windows('old.work_date')
    ) }}",
    partition_by=partition_by_day('work_date'),
    cluster_by=['agent_key']
) }}

with segments as (
    select
        all_segments.agent_key,
        all_segments.work_date,
        all_segments.state,
        all_segments.started_us,
        all_segments.ended_us,
        unix_micros({{ interval_start('timestamp_micros(all_segments.started_us)') }})
            as first_interval_us,
        unix_micros({{ interval_start('timestamp_micros(all_segments.ended_us - 1)') }})
            as last_interval_us
    from {{ ref('int_work_segments') }} as all_segments
    {{ only_in_intervals('all_segments', 'started_us', 'ended_us', 'work_date') }}
),

within_one_interval as (
    select
        agent_key,
        work_date,
        state,
        first_interval_us as interval_start_us,
        ended_us - started_us as duration_us
    from segments
    where first_interval_us = last_interval_us
),

longer as (
    select
        agent_key,
        work_date,
        state,
        started_us,
        ended_us,
        first_interval_us + interval_number * {{ interval_microseconds() }} as interval_start_us
    from segments
    cross join
        {{ unnest_integers(
            '0',
            'cast((last_interval_us - first_interval_us) / '
            ~ interval_microseconds() ~ ' as int64)',
            'interval_number'
        ) }}
    where first_interval_us < last_interval_us
),

split as (
    select
        agent_key,
        work_date,
        state,
        interval_start_us,
        least(ended_us, interval_start_us + {{ interval_microseconds() }})
        - greatest(started_us, interval_start_us) as duration_us
    from longer
),

shares as (
    select * from within_one_interval
    union all
    select * from split
),

final as (
    select
        agent_key,
        work_date,
        interval_start_us,
        cast(sum(duration_us) as int64) as online_us,
        cast(sum(case when state = 'ticket' then duration_us else 0 end) as int64) as ticket_us,
        cast(
            sum(case when state = 'no_ticket' then duration_us else 0 end) as int64
        ) as no_ticket_us,
        cast(sum(case when state = 'idle' then duration_us else 0 end) as int64) as idle_us,
        cast(sum(case when state = 'away' then duration_us else 0 end) as int64) as away_us,
        cast(sum(case when state = 'unknown' then duration_us else 0 end) as int64) as unknown_us,
        cast({{ run_number() }} as int64) as built_in_run
    from shares
    group by agent_key, work_date, interval_start_us
)

select final.* from final
{{ only_in_intervals('final', 'interval_start_us') }}

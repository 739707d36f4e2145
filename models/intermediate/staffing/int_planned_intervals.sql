{%- set interval_us = interval_microseconds() %}

with stretches as (
    select
        agent_key,
        channel,
        started_us,
        ended_us,
        unix_micros({{ interval_start('timestamp_micros(started_us)') }}) as first_interval_us,
        unix_micros({{ interval_start('timestamp_micros(ended_us - 1)') }}) as last_interval_us
    from {{ ref('int_planned_stretches') }}
    where activity = 'work'
),

shares as (
    select
        agent_key,
        channel,
        started_us,
        ended_us,
        first_interval_us + interval_number * {{ interval_us }} as interval_start_us
    from stretches
    cross join {{ unnest_integers(
        '0',
        'cast((last_interval_us - first_interval_us) / ' ~ interval_us ~ ' as int64)',
        'interval_number'
    ) }}
),

final as (
    select
        agent_key,
        interval_start_us,
        channel,
        cast(
            sum(
                least(ended_us, interval_start_us + {{ interval_us }})
                - greatest(started_us, interval_start_us)
            ) as int64
        ) as scheduled_us
    from shares
    group by agent_key, interval_start_us, channel
)

select * from final

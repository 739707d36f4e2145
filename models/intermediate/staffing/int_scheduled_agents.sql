{%- set interval_us = interval_microseconds() %}

with planned as (
    select
        interval_start_us,
        channel,
        cast(sum(scheduled_us) as int64) as scheduled_us
    from {{ ref('int_planned_intervals') }}
    group by interval_start_us, channel
),

-- Shifts that name no channel are split by the work of the date. What is expected of the date of
-- the run tells more than what came of it so far.
workloads as (
    select
        interval_date,
        channel,
        coalesce(
            sum(
                case
                    when forecast_run_at is not null
                        then {{ microseconds_of('volume * aht_seconds') }}
                end
            ),
            sum({{ microseconds_of('volume * aht_seconds') }})
        ) as workload_us
    from {{ ref('int_staffing_demand') }}
    group by interval_date, channel
),

shares as (
    select
        interval_date,
        channel,
        workload_us / nullif(sum(workload_us) over (partition by interval_date), 0)
            as workload_share
    from workloads
),

dated as (
    select
        planned.*,
        {{ local_date('timestamp_micros(planned.interval_start_us)') }} as interval_date
    from planned
),

split as (
    select
        dated.interval_start_us,
        shares.channel,
        cast(round(dated.scheduled_us * shares.workload_share) as int64) as scheduled_us
    from dated
    inner join shares
        on dated.interval_date = shares.interval_date
    where dated.channel is null and shares.workload_share > 0
    union all
    select
        interval_start_us,
        channel,
        scheduled_us
    from dated
    where channel is not null
),

final as (
    select
        interval_start_us,
        channel,
        sum(scheduled_us) / {{ interval_us }} as scheduled_agents
    from split
    group by interval_start_us, channel
)

select * from final

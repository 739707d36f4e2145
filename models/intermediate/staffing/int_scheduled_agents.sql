{%- set interval_us = interval_microseconds() %}

with planned as (
    select
        interval_start_us,
        channel,
        cast(sum(scheduled_us) as int64) as scheduled_us
    from {{ ref('int_planned_intervals') }}
    group by interval_start_us, channel
),

-- shifts that name no channel are split by the work of the date
workloads as (
    select
        interval_date,
        channel,
        cast(sum({{ microseconds_of('volume * aht_seconds') }}) as int64) as workload_us
    from {{ ref('int_staffing_demand') }}
    where forecast_run_at is null
    group by interval_date, channel
),

forecast_workloads as (
    select
        interval_date,
        channel,
        cast(sum({{ microseconds_of('volume * aht_seconds') }}) as int64) as workload_us
    from {{ ref('int_staffing_demand') }}
    where forecast_run_at is not null
    group by interval_date, channel
),

-- what is expected of the date of the run tells more than what came of it so far
known_workloads as (
    select
        coalesce(workloads.interval_date, forecast_workloads.interval_date) as interval_date,
        coalesce(workloads.channel, forecast_workloads.channel) as channel,
        coalesce(forecast_workloads.workload_us, workloads.workload_us) as workload_us
    from workloads
    full outer join forecast_workloads
        on
            workloads.interval_date = forecast_workloads.interval_date
            and workloads.channel = forecast_workloads.channel
),

shares as (
    select
        interval_date,
        channel,
        workload_us / nullif(sum(workload_us) over (partition by interval_date), 0)
            as workload_share
    from known_workloads
),

dated as (
    select
        planned.*,
        {{ local_date(timestamp_at('planned.interval_start_us')) }} as interval_date
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

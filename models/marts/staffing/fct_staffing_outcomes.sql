{{ config(materialized='view') }}

{%- set interval_us = interval_microseconds() %}

with asked as (
    select requirements.*
    from {{ ref('fct_required_headcount') }} as requirements
    inner join {{ ref('int_channels') }} as channels
        on
            requirements.channel = channels.channel
            and requirements.staffing_model = channels.staffed_by
    where requirements.scenario = 'base' and requirements.forecast_run_at is null
),

happened as (
    select
        interval_start_at,
        interval_date,
        channel,
        sum(inquiry_count) as inquiry_count,
        sum(answered_count) as answered_count,
        sum(within_target_count) as within_target_count,
        sum(abandoned_count) as abandoned_count,
        sum({{ microseconds_of('wait_seconds_sum') }}) as wait_us,
        sum(backlog_count) as backlog_count
    from {{ ref('agg_inquiry_volume') }}
    group by interval_start_at, interval_date, channel
),

planned as (
    select
        timestamp_micros(interval_start_us) as interval_start_at,
        agent_key,
        sum(scheduled_us) as scheduled_us
    from {{ ref('int_planned_intervals') }}
    group by interval_start_us, agent_key
),

present as (
    select
        interval_start_at,
        agent_key,
        {{ microseconds_of('online_seconds') }} as online_us,
        {{ microseconds_of('online_seconds - away_seconds') }} as available_us
    from {{ ref('fct_agent_intervals') }}
),

-- an agent adheres as far as being there and not away makes up for what was planned
agents as (
    select
        coalesce(planned.interval_start_at, present.interval_start_at) as interval_start_at,
        coalesce(planned.scheduled_us, 0) as scheduled_us,
        coalesce(present.online_us, 0) as online_us,
        least(coalesce(planned.scheduled_us, 0), coalesce(present.available_us, 0))
            as in_adherence_us
    from planned
    full outer join present
        on
            planned.interval_start_at = present.interval_start_at
            and planned.agent_key = present.agent_key
),

desks as (
    select
        interval_start_at,
        sum(scheduled_us) as scheduled_us,
        sum(online_us) as online_us,
        sum(in_adherence_us) as in_adherence_us
    from agents
    group by interval_start_at
),

final as (
    select
        happened.interval_start_at,
        happened.interval_date,
        happened.channel,
        asked.staffing_model,
        asked.required_agents,
        asked.required_agents_low,
        asked.required_agents_high,
        asked.scheduled_agents,
        asked.gap,
        asked.status,
        asked.predicted_service_level,
        cast(happened.inquiry_count as int64) as inquiry_count,
        cast(happened.answered_count as int64) as answered_count,
        cast(happened.within_target_count as int64) as within_target_count,
        cast(happened.abandoned_count as int64) as abandoned_count,
        cast(happened.backlog_count as int64) as backlog_count,
        {{ seconds('happened.wait_us') }} as wait_seconds_sum,
        happened.within_target_count / nullif(happened.inquiry_count, 0) as actual_service_level,
        {{ seconds('happened.wait_us') }} / nullif(happened.answered_count, 0)
            as average_wait_seconds,
        happened.abandoned_count / nullif(happened.inquiry_count, 0) as abandonment_rate,
        coalesce(desks.scheduled_us, 0) / {{ interval_us }} as desk_scheduled_agents,
        coalesce(desks.online_us, 0) / {{ interval_us }} as desk_online_agents,
        desks.in_adherence_us / nullif(desks.scheduled_us, 0) as desk_adherence
    from happened
    inner join asked
        on
            happened.interval_start_at = asked.interval_start_at
            and happened.channel = asked.channel
    left join desks
        on happened.interval_start_at = desks.interval_start_at
)

select * from final

{%- set interval_seconds = var('interval_minutes') * 60 -%}
{%- set no_aht -%}
    No matured inquiry of this channel has a sign of an agent: its work is not known.
{%- endset -%}

with loads as (
    select * from {{ ref('int_staffing_loads') }}
),

live as (
    select * from {{ ref('int_live_requirements') }}
),

blocks as (
    select * from {{ ref('int_deferred_requirements') }}
),

openings as (
    select * from {{ ref('int_opening_intervals') }}
),

scheduled as (
    select * from {{ ref('int_scheduled_agents') }}
),

-- heads as fractions; each figure is rounded up once, at its very end
throughput_heads as (
    select
        *,
        volume * aht_seconds / ({{ interval_seconds }} * max_occupancy) as agents,
        volume_low * aht_seconds_low / ({{ interval_seconds }} * max_occupancy) as agents_low,
        volume_high * aht_seconds_high / ({{ interval_seconds }} * max_occupancy) as agents_high
    from loads
),

-- an interval without inquiries needs nobody, whatever the AHT
throughput as (
    select
        scenario,
        forecast_run_at,
        interval_start_us,
        channel,
        'throughput' as staffing_model,
        case when volume = 0 then 0 else {{ whole_heads('agents') }} end as required_agents,
        case when volume_low = 0 then 0 else {{ whole_heads('agents_low') }} end
            as required_agents_low,
        case when volume_high = 0 then 0 else {{ whole_heads('agents_high') }} end
            as required_agents_high,
        case when volume = 0 then 0 else agents end as heads,
        cast(null as float64) as service_level,
        volume * aht_seconds / nullif({{ whole_heads('agents') }} * {{ interval_seconds }}, 0)
            as occupancy,
        case when volume > 0 and aht_seconds is null then 'no_aht' else 'ok' end as status,
        case
            when volume > 0 and aht_seconds is null
                then '{{ no_aht }}'
        end as status_reason
    from throughput_heads
),

live_models as (
    select distinct
        channel,
        staffing_model
    from live
),

live_loads as (
    select
        loads.*,
        live_models.staffing_model,
        openings.channel is not null as is_open
    from loads
    inner join live_models
        on loads.channel = live_models.channel
    left join openings
        on
            loads.channel = openings.channel
            and loads.interval_start_us = openings.interval_start_us
),

queues as (
    select
        live_loads.scenario,
        live_loads.forecast_run_at,
        live_loads.interval_start_us,
        live_loads.channel,
        live_loads.staffing_model,
        case
            when live_loads.volume_milli = 0 or not live_loads.is_open then 0
            else expected.required_agents
        end as required_agents,
        case
            when live_loads.volume_low_milli = 0 or not live_loads.is_open then 0
            else fewest.required_agents
        end as required_agents_low,
        case
            when live_loads.volume_high_milli = 0 or not live_loads.is_open then 0
            else most.required_agents
        end as required_agents_high,
        case when live_loads.is_open then expected.service_level end as service_level,
        case when live_loads.is_open then expected.occupancy end as occupancy,
        case
            when live_loads.volume_milli = 0 then 'ok'
            when not live_loads.is_open then 'closed'
            when live_loads.service_us is null then 'no_aht'
            else expected.status
        end as status,
        case
            when live_loads.volume_milli = 0 then null
            when not live_loads.is_open
                then 'The channel is closed: whoever calls or writes now is not answered.'
            when live_loads.service_us is null
                then '{{ no_aht }}'
            when expected.status <> 'ok' then expected.status_reason
        end as status_reason
    from live_loads
    left join live as expected
        on
            live_loads.channel = expected.channel
            and live_loads.staffing_model = expected.staffing_model
            and live_loads.volume_milli = expected.volume_milli
            and live_loads.service_us = expected.service_us
    left join live as fewest
        on
            live_loads.channel = fewest.channel
            and live_loads.staffing_model = fewest.staffing_model
            and live_loads.volume_low_milli = fewest.volume_milli
            and live_loads.service_low_us = fewest.service_us
    left join live as most
        on
            live_loads.channel = most.channel
            and live_loads.staffing_model = most.staffing_model
            and live_loads.volume_high_milli = most.volume_milli
            and live_loads.service_high_us = most.service_us
),

-- heads are what is paid for: of throughput the fraction, else the agents who are asked for
requirements as (
    select * from throughput
    union all
    select
        scenario,
        forecast_run_at,
        interval_start_us,
        channel,
        staffing_model,
        required_agents,
        required_agents_low,
        required_agents_high,
        cast(required_agents as float64) as heads,
        service_level,
        occupancy,
        status,
        status_reason
    from queues
    union all
    select
        scenario,
        forecast_run_at,
        interval_start_us,
        channel,
        'deferred' as staffing_model,
        required_agents,
        required_agents_low,
        required_agents_high,
        cast(required_agents as float64) as heads,
        service_level,
        occupancy,
        status,
        status_reason
    from blocks
),

-- Whole inquiries, which add up to what is expected of the date: what is left of one interval goes
-- into the next.
sums as (
    select
        *,
        sum(volume) over (
            partition by scenario, forecast_run_at, channel, interval_date
            order by interval_start_us
            rows between unbounded preceding and current row
        ) as volume_so_far
    from loads
),

counted as (
    select
        *,
        cast(floor(volume_so_far + 0.5) - floor(volume_so_far - volume + 0.5) as int64)
            as inquiry_count
    from sums
),

final as (
    select
        requirements.scenario,
        requirements.forecast_run_at,
        timestamp_micros(requirements.interval_start_us) as interval_start_at,
        requirements.channel,
        requirements.staffing_model,
        counted.inquiry_count,
        counted.volume as expected_inquiries,
        counted.aht_seconds,
        counted.published_aht_seconds,
        counted.handled_rate,
        case
            when counted.inquiry_count = 0 then 0 else counted.inquiry_count * counted.aht_seconds
        end as workload_seconds,
        requirements.required_agents,
        requirements.required_agents_low,
        requirements.required_agents_high,
        {{ whole_heads('requirements.heads / (1 - counted.shrinkage)') }} as paid_agents,
        counted.shrinkage,
        requirements.service_level as predicted_service_level,
        requirements.occupancy,
        coalesce(scheduled.scheduled_agents, 0) as scheduled_agents,
        coalesce(scheduled.scheduled_agents, 0) - requirements.required_agents as gap,
        requirements.status,
        requirements.status_reason
    from requirements
    inner join counted
        on
            requirements.scenario = counted.scenario
            and requirements.forecast_run_at is not distinct from counted.forecast_run_at
            and requirements.channel = counted.channel
            and requirements.interval_start_us = counted.interval_start_us
    left join scheduled
        on
            requirements.channel = scheduled.channel
            and requirements.interval_start_us = scheduled.interval_start_us
)

select * from final

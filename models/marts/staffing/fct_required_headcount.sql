{%- set interval_seconds = var('interval_minutes') * 60 -%}

with volume as (
    select
        interval_start_at,
        channel,
        cast({{ dbt.date_trunc('month', 'interval_date') }} as date) as month_start_date,
        cast(sum(inquiry_count) as int64) as inquiry_count
    from {{ ref('agg_inquiry_volume') }}
    group by
        interval_start_at,
        channel,
        cast({{ dbt.date_trunc('month', 'interval_date') }} as date)
),

staffing_aht as (
    select * from {{ ref('int_staffing_aht') }}
),

channels as (
    select * from {{ ref('int_channels') }}
),

workloads as (
    select
        volume.interval_start_at,
        volume.channel,
        volume.inquiry_count,
        staffing_aht.aht_seconds,
        staffing_aht.published_aht_seconds,
        staffing_aht.handled_rate,
        channels.max_occupancy,
        channels.shrinkage,
        -- an interval without inquiries needs nobody, whatever the AHT
        case
            when volume.inquiry_count = 0 then 0
            else volume.inquiry_count * staffing_aht.aht_seconds
        end as workload_seconds,
        case
            when volume.inquiry_count = 0 then 0
            else volume.inquiry_count * staffing_aht.aht_seconds_low
        end as workload_seconds_low,
        case
            when volume.inquiry_count = 0 then 0
            else volume.inquiry_count * staffing_aht.aht_seconds_high
        end as workload_seconds_high
    from volume
    inner join channels
        on volume.channel = channels.channel
    left join staffing_aht
        on
            volume.channel = staffing_aht.channel
            and volume.month_start_date = staffing_aht.month_start_date
),

-- heads as fractions; each figure is rounded up once, at its very end
heads as (
    select
        *,
        workload_seconds / ({{ interval_seconds }} * max_occupancy) as agents,
        workload_seconds_low / ({{ interval_seconds }} * max_occupancy) as agents_low,
        workload_seconds_high / ({{ interval_seconds }} * max_occupancy) as agents_high
    from workloads
),

rounded as (
    select
        *,
        {{ whole_heads('agents') }} as required_agents,
        {{ whole_heads('agents_low') }} as required_agents_low,
        {{ whole_heads('agents_high') }} as required_agents_high,
        {{ whole_heads('agents / (1 - shrinkage)') }} as paid_agents
    from heads
),

final as (
    select
        'base' as scenario,
        cast(null as timestamp) as forecast_run_at,
        interval_start_at,
        channel,
        'throughput' as staffing_model,
        inquiry_count,
        aht_seconds,
        published_aht_seconds,
        handled_rate,
        workload_seconds,
        required_agents,
        required_agents_low,
        required_agents_high,
        paid_agents,
        shrinkage,
        cast(null as float64) as predicted_service_level,
        workload_seconds / nullif(required_agents * {{ interval_seconds }}, 0) as occupancy,
        cast(null as float64) as scheduled_agents,
        cast(null as float64) as gap,
        case when required_agents is null then 'no_aht' else 'ok' end as status,
        case
            when required_agents is null then
                'No matured inquiry of this channel has a sign of an agent: its work is not known.'
        end as status_reason
    from rounded
)

select * from final

with demand as (
    select * from {{ ref('int_staffing_demand') }}
),

channels as (
    select * from {{ ref('int_channels') }}
),

scenarios as (
    select * from {{ ref('scenarios') }}
),

-- an agent who holds several chats at once is asked for by the time that a chat is open, everyone
-- else by the time in front of the agent: one or the other
loads as (
    select
        scenarios.scenario,
        demand.forecast_run_at,
        demand.interval_start_us,
        demand.interval_date,
        demand.channel,
        channels.style,
        demand.volume * (1 + scenarios.volume_change) as volume,
        demand.volume_low * (1 + scenarios.volume_change) as volume_low,
        demand.volume_high * (1 + scenarios.volume_change) as volume_high,
        demand.aht_seconds * (1 + scenarios.aht_change) as aht_seconds,
        demand.aht_seconds_low * (1 + scenarios.aht_change) as aht_seconds_low,
        demand.aht_seconds_high * (1 + scenarios.aht_change) as aht_seconds_high,
        demand.open_seconds * (1 + scenarios.aht_change) / channels.concurrency as shared_seconds,
        demand.published_aht_seconds * (1 + scenarios.aht_change) as published_aht_seconds,
        demand.handled_rate,
        channels.max_occupancy,
        least(
            greatest(
                coalesce(shrinkage.measured_shrinkage, channels.shrinkage)
                + scenarios.shrinkage_change,
                0
            ),
            0.95
        ) as shrinkage
    from demand
    inner join channels
        on demand.channel = channels.channel
    cross join scenarios
    cross join {{ ref('int_shrinkage') }} as shrinkage
),

-- Equal loads are worked out once, so they are told apart by whole numbers: thousandths of an
-- inquiry, microseconds of handling.
final as (
    select
        scenario,
        forecast_run_at,
        interval_start_us,
        interval_date,
        channel,
        style,
        volume,
        aht_seconds,
        aht_seconds_low,
        aht_seconds_high,
        published_aht_seconds,
        handled_rate,
        max_occupancy,
        shrinkage,
        volume_low,
        volume_high,
        {{ thousandths('volume') }} as volume_milli,
        {{ thousandths('volume_low') }} as volume_low_milli,
        {{ thousandths('volume_high') }} as volume_high_milli,
        {{ microseconds_of('coalesce(shared_seconds, aht_seconds)') }} as service_us,
        {{ microseconds_of('coalesce(shared_seconds, aht_seconds_low)') }} as service_low_us,
        {{ microseconds_of('coalesce(shared_seconds, aht_seconds_high)') }} as service_high_us
    from loads
)

select * from final

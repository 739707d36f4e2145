with loads as (
    select * from {{ ref('int_staffing_loads') }}
    where style = 'deferred'
),

final as (
    select
        loads.scenario,
        loads.forecast_run_at,
        loads.channel,
        loads.interval_start_us,
        loads.volume * loads.aht_seconds as work_seconds,
        loads.volume_low * loads.aht_seconds_low as work_seconds_low,
        loads.volume_high * loads.aht_seconds_high as work_seconds_high,
        openings.block_start_us,
        channels.target_share,
        channels.target_seconds,
        channels.deadline_clock,
        channels.max_occupancy,
        run_clock.interval_minutes
    from loads
    inner join {{ ref('int_channels') }} as channels
        on loads.channel = channels.channel
    cross join {{ ref('int_run_clock') }} as run_clock
    left join {{ ref('int_opening_intervals') }} as openings
        on
            loads.channel = openings.channel
            and loads.interval_start_us = openings.interval_start_us
)

select * from final

with loads as (
    select * from {{ ref('int_staffing_loads') }}
    where style in ('continuous', 'concurrent')
),

-- the expected load, and what bounds it
all_loads as (
    select
        channel,
        volume_milli,
        service_us
    from loads
    union all
    select
        channel,
        volume_low_milli as volume_milli,
        service_low_us as service_us
    from loads
    union all
    select
        channel,
        volume_high_milli as volume_milli,
        service_high_us as service_us
    from loads
),

final as (
    select distinct
        all_loads.channel,
        all_loads.volume_milli,
        all_loads.service_us,
        channels.target_share,
        channels.target_seconds,
        channels.patience_seconds,
        channels.max_occupancy,
        run_clock.interval_minutes
    from all_loads
    inner join {{ ref('int_channels') }} as channels
        on all_loads.channel = channels.channel
    cross join {{ ref('int_run_clock') }} as run_clock
    where all_loads.volume_milli > 0 and all_loads.service_us is not null
)

select * from final

{%- set interval_us = interval_microseconds() -%}

with span as (
    select
        min(volume.interval_date) as first_date,
        max({{ days_after('run_clock.as_of_date', forecast_days()) }}) as last_date
    from {{ ref('int_inquiry_intervals') }} as volume
    cross join {{ ref('int_run_clock') }} as run_clock
),

opening_hours as (
    select
        channel,
        day,
        coalesce(nullif(trim(time_zone), ''), '{{ var("reporting_timezone") }}') as time_zone,
        cast(substr(opens, 1, 2) as int64) * 60 + cast(substr(opens, 4, 2) as int64)
            as opens_minute,
        cast(substr(closes, 1, 2) as int64) * 60 + cast(substr(closes, 4, 2) as int64)
            as closes_minute
    from {{ ref('opening_hours') }}
),

-- a channel without hours of its own goes by those of (other)
channels as (
    select
        channels.channel,
        channels.block_hours,
        coalesce(min(opening_hours.channel), '(other)') as hours_of
    from {{ ref('int_channels') }} as channels
    left join opening_hours
        on channels.channel = opening_hours.channel
    group by channels.channel, channels.block_hours
),

span_us as (
    select
        unix_micros({{ day_start('first_date') }}) as started_us,
        unix_micros({{ day_start(days_after('last_date', 1)) }}) as ended_us
    from span
    where first_date is not null
),

intervals as (
    select started_us + interval_number * {{ interval_us }} as interval_start_us
    from span_us
    cross join {{ unnest_integers(
        '0', 'cast((ended_us - started_us) / ' ~ interval_us ~ ' as int64) - 1', 'interval_number'
    ) }}
),

time_zones as (
    select distinct time_zone
    from opening_hours
),

-- what the clocks on the wall show when an interval begins
wall_clocks as (
    select
        intervals.interval_start_us,
        time_zones.time_zone,
        {{ wall_clock_in('timestamp_micros(intervals.interval_start_us)', 'time_zones.time_zone') }}
            as wall_at
    from intervals
    cross join time_zones
),

moments as (
    select
        wall_clocks.interval_start_us,
        wall_clocks.time_zone,
        cast(mod(unix_micros(wall_clocks.wall_at), 86400000000) / 60000000 as int64)
            as minute_of_day,
        case
            when holidays.holiday_date is not null then 'holiday'
            else {{ weekday_name('cast(wall_clocks.wall_at as date)') }}
        end as day
    from wall_clocks
    left join {{ ref('int_holidays') }} as holidays
        on cast(wall_clocks.wall_at as date) = holidays.holiday_date
),

opened as (
    select distinct
        channels.channel,
        channels.block_hours,
        moments.interval_start_us
    from channels
    inner join opening_hours
        on channels.hours_of = opening_hours.channel
    inner join moments
        on
            opening_hours.time_zone = moments.time_zone
            and opening_hours.day = moments.day
            and opening_hours.opens_minute <= moments.minute_of_day
            and opening_hours.closes_minute > moments.minute_of_day
),

neighbours as (
    select
        *,
        lag(interval_start_us) over (
            partition by channel
            order by interval_start_us
        ) as previous_us
    from opened
),

-- open intervals in a row are one opening
openings as (
    select
        channel,
        block_hours,
        interval_start_us,
        last_value(
            case
                when interval_start_us - previous_us = {{ interval_us }} then null
                else interval_start_us
            end ignore nulls
        ) over (
            partition by channel
            order by interval_start_us
            rows between unbounded preceding and current row
        ) as opened_us
    from neighbours
),

final as (
    select
        channel,
        interval_start_us,
        {{ local_date('timestamp_micros(interval_start_us)') }} as interval_date,
        -- deferred work is staffed flat over a block of some hours, from the opening on
        interval_start_us - coalesce(
            mod(interval_start_us - opened_us, block_hours * 3600000000),
            interval_start_us - opened_us
        ) as block_start_us
    from openings
)

select * from final

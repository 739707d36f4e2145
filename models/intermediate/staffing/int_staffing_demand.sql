with actual as (
    select
        cast(null as timestamp) as forecast_run_at,
        interval_start_at,
        interval_date,
        channel,
        cast(sum(inquiry_count) as float64) as volume
    from {{ ref('int_inquiry_volume') }}
    group by interval_start_at, interval_date, channel
),

forecasts as (
    select
        forecast_run_at,
        target_start_at as interval_start_at,
        {{ local_date('target_start_at') }} as interval_date,
        channel,
        forecast,
        lower,
        upper
    from {{ ref('int_volume_forecasts') }}
    where granularity = 'interval' and contact_reason = '(all)'
),

volumes as (
    select
        forecast_run_at,
        interval_start_at,
        interval_date,
        channel,
        volume,
        volume as volume_low,
        volume as volume_high
    from actual
    union all
    select
        forecast_run_at,
        interval_start_at,
        interval_date,
        channel,
        forecast as volume,
        lower as volume_low,
        upper as volume_high
    from forecasts
),

-- what is to come is planned with the handling time of late, which has no month
months as (
    select
        *,
        case
            when forecast_run_at is null
                then {{ month_start('interval_date') }}
        end as aht_month_date
    from volumes
),

final as (
    select
        months.forecast_run_at,
        unix_micros(months.interval_start_at) as interval_start_us,
        months.interval_date,
        months.channel,
        months.volume,
        months.volume_low,
        months.volume_high,
        staffing_aht.aht_seconds,
        staffing_aht.aht_seconds_low,
        staffing_aht.aht_seconds_high,
        staffing_aht.open_seconds,
        staffing_aht.published_aht_seconds,
        staffing_aht.handled_rate
    from months
    left join {{ ref('int_staffing_aht') }} as staffing_aht
        on
            months.channel = staffing_aht.channel
            and months.aht_month_date is not distinct from staffing_aht.month_start_date
)

select * from final

with forecasts as (
    select
        forecast_run_at,
        channel,
        forecast,
        cast(<< local('target_start_at') >> as date) as target_date
    from marts.fct_volume_forecasts
    where
        granularity = 'day'
        [[and {{channel}}]]
        [[and {{contact_reason}}]]
),

final as (
    select
        target_date,
        channel,
        sum(forecast) as expected_inquiries
    from forecasts
    where
        forecast_run_at = (
            select max(newest.forecast_run_at)
            from forecasts as newest
        )
    group by
        target_date,
        channel
)

select * from final
order by
    target_date,
    channel

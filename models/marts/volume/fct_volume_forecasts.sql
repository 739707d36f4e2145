{{ config(materialized='view') }}

with final as (
    select
        cast(forecast_run_at as timestamp) as forecast_run_at,
        granularity,
        cast(target_start_at as timestamp) as target_start_at,
        channel,
        contact_reason,
        cast(horizon_days as int64) as horizon_days,
        forecast,
        lower,
        upper,
        model,
        backtest_wape,
        naive_wape
    from {{ ref('int_volume_forecasts') }}
    where contact_reason <> '(all)'
)

select * from final

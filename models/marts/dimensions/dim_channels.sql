with final as (
    select
        channel,
        style,
        answered_by,
        cast(target_seconds as float64) as target_seconds,
        target_share,
        cast(patience_seconds as float64) as patience_seconds,
        concurrency,
        staffed_by,
        maturity_lag_days,
        max_occupancy,
        shrinkage,
        is_known
    from {{ ref('int_channels') }}
)

select * from final

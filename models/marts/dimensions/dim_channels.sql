with final as (
    select
        channel,
        style,
        answered_by,
        cast(target_seconds as float64) as target_seconds,
        maturity_lag_days,
        max_occupancy,
        shrinkage,
        is_known
    from {{ ref('int_channels') }}
)

select * from final

-- percentiles cannot be added up or averaged: of several app versions the worst one is shown
with quality as (
    select *
    from marts.agg_log_quality_daily
    where
        loaded_date is not null
        and clock_error_p95_seconds is not null
        [[and {{dates}}]]
        [[and {{source}}]]
),

final as (
    select
        loaded_date,
        max(clock_offset_p95_seconds) as clock_offset_p95_seconds,
        max(clock_error_p95_seconds) as clock_error_p95_seconds
    from quality
    group by loaded_date
)

select * from final
order by loaded_date

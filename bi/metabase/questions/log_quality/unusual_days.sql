with arrivals as (
    select *
    from marts.agg_log_arrivals_daily
    where
        arrival_status in ('few', 'many')
        [[and {{dates}}]]
        [[and {{source}}]]
),

final as (
    select
        loaded_date,
        source,
        arrival_status,
        row_count,
        usual_low,
        usual_high
    from arrivals
)

select * from final
order by
    loaded_date desc,
    source
limit 200

with quality as (
    select *
    from marts.agg_log_quality_daily
    where
        loaded_date is not null
        [[and {{dates}}]]
        [[and {{source}}]]
),

-- Metabase draws 2,000 rows of a query at most
recent_days as (
    select loaded_date
    from quality
    group by loaded_date
    order by loaded_date desc
    limit 200
),

final as (
    select
        quality.loaded_date,
        quality.source,
        cast(sum(quality.quarantined_count) as int64) as quarantined_count,
        sum(quality.quarantined_count) / nullif(sum(quality.row_count), 0) as quarantined_share
    from quality
    inner join recent_days
        on quality.loaded_date = recent_days.loaded_date
    group by
        quality.loaded_date,
        quality.source
)

select * from final
order by
    loaded_date,
    source

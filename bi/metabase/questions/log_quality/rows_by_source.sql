with quality as (
    select *
    from marts.agg_log_quality_daily
    where
        1 = 1
        [[and {{dates}}]]
        [[and {{source}}]]
),

final as (
    select
        source,
        cast(sum(row_count) as int64) as row_count,
        cast(sum(kept_count) as int64) as kept_count,
        cast(sum(duplicate_count) as int64) as duplicate_count,
        cast(sum(quarantined_count) as int64) as quarantined_count,
        cast(sum(unmapped_count) as int64) as unmapped_count,
        cast(sum(unreadable_count) as int64) as unreadable_count,
        sum(quarantined_count) / nullif(sum(row_count), 0) as quarantined_share,
        sum(unmapped_count) / nullif(sum(kept_count), 0) as unmapped_share,
        min(loaded_date) as first_loaded_date,
        max(loaded_date) as last_loaded_date
    from quality
    group by source
)

select * from final
order by source

with quality as (
    select *
    from marts.agg_log_quality_daily
    where
        loaded_date is not null
        and lost_count is not null
        [[and {{dates}}]]
        [[and {{source}}]]
),

final as (
    select
        loaded_date,
        sum(lost_count) / nullif(sum(kept_count + lost_count), 0) as lost_share,
        sum(unseen_action_count) / nullif(sum(sighted_action_count), 0) as unseen_share
    from quality
    group by loaded_date
)

select * from final
order by loaded_date

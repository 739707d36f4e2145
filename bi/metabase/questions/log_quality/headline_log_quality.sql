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
        sum(quarantined_count) / nullif(sum(row_count), 0) as quarantined_share,
        sum(unmapped_count) / nullif(sum(kept_count), 0) as unmapped_share,
        -- lost events are known of the frontend's log alone
        sum(lost_count)
        / nullif(sum(case when lost_count is not null then kept_count + lost_count end), 0)
            as lost_share,
        sum(unseen_action_count) / nullif(sum(sighted_action_count), 0) as unseen_share
    from quality
)

select * from final

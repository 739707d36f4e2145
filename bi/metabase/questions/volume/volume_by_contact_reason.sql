with << dates() >>,

<< weeks() >>,

<< recent_weeks() >>,

volume as (
    select *
    from marts.agg_inquiry_volume
    where
        (inquiry_count > 0 or reopened_count > 0)
        [[and {{channel}}]]
        [[and {{contact_reason}}]]
),

reasons as (
    select
        volume.contact_reason,
        sum(volume.inquiry_count) as inquiry_count,
        sum(volume.abandoned_count) as abandoned_count,
        sum(volume.reopened_count) as reopened_count
    from volume
    inner join recent_dates
        on volume.interval_date = recent_dates.calendar_date
    group by volume.contact_reason
),

final as (
    select
        contact_reason,
        cast(inquiry_count as int64) as inquiry_count,
        inquiry_count / nullif(sum(inquiry_count) over (), 0) as inquiry_share,
        cast(abandoned_count as int64) as abandoned_count,
        cast(reopened_count as int64) as reopened_count
    from reasons
)

select * from final
order by inquiry_count desc

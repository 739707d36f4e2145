with << dates() >>,

<< weeks() >>,

volume as (
    select *
    from marts.agg_inquiry_volume
    where
        inquiry_count > 0
        [[and {{channel}}]]
        [[and {{contact_reason}}]]
),

final as (
    select
        weeks.week_start_date,
        volume.channel,
        cast(sum(volume.inquiry_count) as int64) as inquiry_count
    from volume
    inner join dates
        on volume.interval_date = dates.calendar_date
    inner join weeks
        on dates.week_start_date = weeks.week_start_date
    group by
        weeks.week_start_date,
        volume.channel
)

select * from final
order by
    week_start_date,
    channel

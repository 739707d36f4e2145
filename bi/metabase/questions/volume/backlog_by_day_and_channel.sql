with << dates() >>,

volume as (
    select *
    from marts.agg_inquiry_volume
    where
        1 = 1
        [[and {{channel}}]]
        [[and {{contact_reason}}]]
),

-- Metabase draws 2,000 rows of a query at most
recent_days as (
    select calendar_date
    from dates
    order by calendar_date desc
    limit 200
),

-- a backlog stands at the end of an interval: that of a day is the one at the end of its last
evenings as (
    select
        interval_date,
        max(interval_start_at) as interval_start_at
    from volume
    group by interval_date
),

final as (
    select
        volume.interval_date,
        volume.channel,
        cast(sum(volume.backlog_count) as int64) as backlog_count
    from volume
    inner join evenings
        on volume.interval_start_at = evenings.interval_start_at
    inner join recent_days
        on volume.interval_date = recent_days.calendar_date
    group by
        volume.interval_date,
        volume.channel
)

select * from final
order by
    interval_date,
    channel

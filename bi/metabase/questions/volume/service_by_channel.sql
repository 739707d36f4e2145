with << dates() >>,

<< weeks() >>,

<< recent_weeks() >>,

volume as (
    select *
    from marts.agg_inquiry_volume
    where
        1 = 1
        [[and {{channel}}]]
        [[and {{contact_reason}}]]
),

-- a backlog stands at the end of an interval, so only the last one counts
last_interval as (
    select max(volume.interval_start_at) as interval_start_at
    from volume
    inner join recent_dates
        on volume.interval_date = recent_dates.calendar_date
),

final as (
    select
        volume.channel,
        cast(sum(volume.inquiry_count) as int64) as inquiry_count,
        sum(volume.within_target_count) / nullif(sum(volume.inquiry_count), 0) as service_level,
        max(channels.target_share) as target_share,
        max(channels.target_seconds) / 60 as target_minutes,
        sum(volume.wait_seconds_sum) / nullif(sum(volume.answered_count), 0) / 60
            as average_wait_minutes,
        sum(volume.abandoned_count) / nullif(sum(volume.inquiry_count), 0) as abandonment_rate,
        cast(
            sum(
                case
                    when volume.interval_start_at = last_interval.interval_start_at
                        then volume.backlog_count
                    else 0
                end
            ) as int64
        ) as backlog_count
    from volume
    inner join recent_dates
        on volume.interval_date = recent_dates.calendar_date
    cross join last_interval
    left join marts.dim_channels as channels
        on volume.channel = channels.channel
    group by volume.channel
)

select * from final
order by inquiry_count desc

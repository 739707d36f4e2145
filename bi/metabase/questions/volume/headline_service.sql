with << dates() >>,

<< weeks() >>,

<< recent_weeks() >>,

<< recent_span() >>,

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
        max(recent_span.first_date) as first_date,
        max(recent_span.last_date) as last_date,
        cast(sum(volume.inquiry_count) as int64) as inquiry_count,
        sum(volume.inquiry_count) / max(recent_span.day_count) as inquiries_per_day,
        sum(volume.within_target_count) / sum(volume.inquiry_count) as service_level,
        sum(volume.abandoned_count) / sum(volume.inquiry_count) as abandonment_rate,
        sum(volume.wait_seconds_sum) / nullif(sum(volume.answered_count), 0) / 60
            as average_wait_minutes
    from volume
    inner join recent_dates
        on volume.interval_date = recent_dates.calendar_date
    cross join recent_span
)

select * from final

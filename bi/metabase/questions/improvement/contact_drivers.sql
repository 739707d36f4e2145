with << dates() >>,

<< weeks() >>,

<< recent_weeks() >>,

drivers as (
    select *
    from marts.agg_contact_drivers
    where
        1 = 1
        [[and {{contact_reason}}]]
),

sums as (
    select
        drivers.contact_reason,
        sum(drivers.inquiry_count) as inquiry_count,
        -- where orders of a date are not known, its inquiries are left out of the ratio
        sum(case when drivers.orders is not null then drivers.inquiry_count end)
        * 1000.0 / nullif(sum(drivers.orders), 0) as per_1000_orders,
        sum(drivers.effort_seconds) as effort_seconds,
        sum(drivers.cost) as cost,
        max(drivers.currency) as currency,
        sum(drivers.self_service_sessions) as self_service_sessions,
        sum(drivers.deflected_sessions) as deflected_sessions,
        sum(drivers.undecidable_sessions) as undecidable_sessions
    from drivers
    inner join recent_dates
        on drivers.contact_date = recent_dates.calendar_date
    group by drivers.contact_reason
),

-- the seven days up to the last date that is over, against the seven before
changes as (
    select
        contact_reason,
        change_of_week,
        change_of_week_low,
        change_of_week_high
    from drivers
    where
        contact_date = (
            select max(recent_dates.calendar_date)
            from recent_dates
        )
),

final as (
    select
        sums.contact_reason,
        cast(sums.inquiry_count as int64) as inquiry_count,
        sums.per_1000_orders,
        changes.change_of_week,
        changes.change_of_week_low,
        changes.change_of_week_high,
        sums.effort_seconds / 3600 as effort_hours,
        sums.cost,
        sums.currency,
        cast(sums.self_service_sessions as int64) as self_service_sessions,
        sums.deflected_sessions
        / nullif(sums.self_service_sessions - sums.undecidable_sessions, 0) as deflected_share
    from sums
    left join changes
        on sums.contact_reason = changes.contact_reason
)

select * from final
order by cost desc

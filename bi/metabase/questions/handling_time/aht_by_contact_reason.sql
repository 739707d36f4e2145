with << dates() >>,

<< weeks() >>,

<< recent_weeks() >>,

<< large_teams() >>,

<< handled() >>,

reasons as (
    select
        handled.contact_reason,
        sum(handled.ticket_count) as ticket_count,
        sum(handled.effort_seconds_sum) as effort_seconds,
        sum(handled.effort_seconds_low_sum) as effort_seconds_low,
        sum(handled.effort_seconds_high_sum) as effort_seconds_high
    from handled
    inner join recent_dates
        on handled.completed_date = recent_dates.calendar_date
    group by handled.contact_reason
),

final as (
    select
        contact_reason,
        cast(ticket_count as int64) as ticket_count,
        effort_seconds / ticket_count / 60 as aht_minutes,
        effort_seconds_low / ticket_count / 60 as aht_low_minutes,
        effort_seconds_high / ticket_count / 60 as aht_high_minutes,
        effort_seconds / 3600 as effort_hours,
        effort_seconds / nullif(sum(effort_seconds) over (), 0) as effort_share
    from reasons
)

select * from final
order by effort_hours desc

with << dates() >>,

<< weeks() >>,

<< recent_weeks() >>,

<< recent_span() >>,

<< large_teams() >>,

<< handled() >>,

final as (
    select
        max(recent_span.first_date) as first_date,
        max(recent_span.last_date) as last_date,
        cast(sum(handled.ticket_count) as int64) as ticket_count,
        sum(handled.effort_seconds_sum) / sum(handled.ticket_count) / 60 as aht_minutes,
        sum(handled.effort_seconds_low_sum) / sum(handled.ticket_count) / 60 as aht_low_minutes,
        sum(handled.effort_seconds_high_sum) / sum(handled.ticket_count) / 60 as aht_high_minutes,
        sum(handled.immature_count) / sum(handled.ticket_count) as immature_share
    from handled
    inner join recent_dates
        on handled.completed_date = recent_dates.calendar_date
    cross join recent_span
)

select * from final

with << dates() >>,

<< weeks() >>,

<< recent_weeks() >>,

<< large_teams() >>,

handled as (
    select *
    from marts.agg_aht_daily
    where
        ticket_count > 0
        [[and {{channel}}]]
        [[and {{contact_reason}}]]
        [[and {{team}}]]
),

final as (
    select
        handled.team,
        cast(sum(handled.ticket_count) as int64) as ticket_count,
        sum(handled.effort_seconds_sum) / sum(handled.ticket_count) / 60 as aht_minutes,
        sum(handled.effort_seconds_low_sum) / sum(handled.ticket_count) / 60 as aht_low_minutes,
        sum(handled.effort_seconds_high_sum) / sum(handled.ticket_count) / 60 as aht_high_minutes,
        sum(handled.effort_seconds_sum) / 3600 as effort_hours
    from handled
    inner join recent_dates
        on handled.completed_date = recent_dates.calendar_date
    inner join large_teams
        on
            handled.completed_date = large_teams.calendar_date
            and handled.team = large_teams.team
    group by handled.team
)

select * from final
order by effort_hours desc

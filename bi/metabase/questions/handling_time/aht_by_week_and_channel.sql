with << dates() >>,

<< weeks() >>,

<< large_teams() >>,

<< handled() >>,

final as (
    select
        weeks.week_start_date,
        handled.channel,
        cast(sum(handled.ticket_count) as int64) as ticket_count,
        sum(handled.effort_seconds_sum) / sum(handled.ticket_count) / 60 as aht_minutes,
        sum(handled.effort_seconds_low_sum) / sum(handled.ticket_count) / 60 as aht_low_minutes,
        sum(handled.effort_seconds_high_sum) / sum(handled.ticket_count) / 60 as aht_high_minutes
    from handled
    inner join dates
        on handled.completed_date = dates.calendar_date
    inner join weeks
        on dates.week_start_date = weeks.week_start_date
    group by
        weeks.week_start_date,
        handled.channel
)

select * from final
order by
    week_start_date,
    channel

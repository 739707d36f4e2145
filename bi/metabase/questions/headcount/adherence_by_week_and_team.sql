with << dates() >>,

<< weeks() >>,

-- fewer than five agents would tell of single persons
attended as (
    select *
    from marts.agg_schedule_adherence
    where
        agent_count >= 5
        [[and {{team}}]]
),

final as (
    select
        weeks.week_start_date,
        attended.team,
        sum(attended.scheduled_seconds) / 3600 as scheduled_hours,
        sum(attended.in_adherence_seconds) / nullif(sum(attended.scheduled_seconds), 0)
            as adherence,
        sum(attended.in_adherence_seconds_low) / nullif(sum(attended.scheduled_seconds), 0)
            as adherence_low,
        sum(attended.in_adherence_seconds_high) / nullif(sum(attended.scheduled_seconds), 0)
            as adherence_high,
        sum(attended.ticket_seconds) / nullif(sum(attended.available_seconds), 0) as occupancy,
        sum(attended.shrinkage_seconds) / nullif(sum(attended.paid_seconds), 0) as shrinkage
    from attended
    inner join dates
        on attended.work_date = dates.calendar_date
    inner join weeks
        on dates.week_start_date = weeks.week_start_date
    group by
        weeks.week_start_date,
        attended.team
)

select * from final
order by
    week_start_date,
    team

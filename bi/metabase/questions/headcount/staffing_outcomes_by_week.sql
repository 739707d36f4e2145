with << dates() >>,

<< weeks() >>,

outcomes as (
    select *
    from marts.fct_staffing_outcomes
    where
        1 = 1
        [[and {{channel}}]]
),

final as (
    select
        weeks.week_start_date,
        outcomes.channel,
        cast(sum(outcomes.inquiry_count) as int64) as inquiry_count,
        sum(outcomes.within_target_count) / nullif(sum(outcomes.inquiry_count), 0)
            as service_level,
        sum(outcomes.predicted_service_level * outcomes.inquiry_count)
        / nullif(
            sum(
                case
                    when outcomes.predicted_service_level is not null
                        then outcomes.inquiry_count
                end
            ),
            0
        ) as predicted_service_level,
        sum(
            case when outcomes.scheduled_agents < outcomes.required_agents then 1 else 0 end
        ) / nullif(count(outcomes.required_agents), 0) as understaffed_share
    from outcomes
    inner join dates
        on outcomes.interval_date = dates.calendar_date
    inner join weeks
        on dates.week_start_date = weeks.week_start_date
    group by
        weeks.week_start_date,
        outcomes.channel
)

select * from final
order by
    week_start_date desc,
    channel asc

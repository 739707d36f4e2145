with << coming_week() >>,

-- seven days have each weekday once; each channel has agents of its own, so channels add up
slots as (
    select
        plans.scenario,
        calendar.iso_weekday_number,
        << clock('plans.starts_at') >> as starts_at_clock,
        sum(plans.required_agents) as required_agents
    from coming_week as plans
    inner join marts.dim_dates as calendar
        on cast(plans.starts_at as date) = calendar.calendar_date
    group by
        plans.scenario,
        calendar.iso_weekday_number,
        << clock('plans.starts_at') >>
),

final as (
    select
        starts_at_clock,
        <%- for number, day in weekdays %>
        cast(
            max(case when iso_weekday_number = << number >> then required_agents end) as int64
        ) as << day >>,
        <%- endfor %>
        scenario
    from slots
    group by
        starts_at_clock,
        scenario
)

select * from final
order by
    scenario,
    starts_at_clock

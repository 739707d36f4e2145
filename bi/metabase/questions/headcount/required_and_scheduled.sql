with << coming_week() >>,

-- bounds of channels do not add up: one channel is shown, the one with most work
busiest as (
    select channel
    from coming_week
    group by channel
    order by
        sum(workload_seconds) desc,
        channel asc
    limit 1
),

final as (
    select
        coming_week.starts_at,
        coming_week.required_agents,
        coming_week.required_agents_low,
        coming_week.required_agents_high,
        coming_week.scheduled_agents,
        coming_week.channel,
        coming_week.scenario
    from coming_week
    inner join busiest
        on coming_week.channel = busiest.channel
)

select * from final
order by
    starts_at,
    scenario

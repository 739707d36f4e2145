with << coming_week() >>,

-- each channel has agents of its own, so channels add up; intervals do not
intervals as (
    select
        scenario,
        starts_at,
        sum(required_agents) as required_agents,
        sum(scheduled_agents) as scheduled_agents
    from coming_week
    group by
        scenario,
        starts_at
),

final as (
    select
        scenario,
        cast(max(required_agents) as int64) as most_required_agents,
        sum(case when scheduled_agents < required_agents then 1 else 0 end)
        / count(*) as understaffed_share,
        min(starts_at) as first_interval_at
    from intervals
    group by scenario
)

select * from final

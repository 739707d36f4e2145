-- Intervals in which a channel missed its target and fewer agents were there than its staffing
-- model asks for: how many were not planned, and how many were planned and did not come. Who was
-- there for which channel is told by the plan's shares of channels and the desk's adherence alone.
with attended as (
    select
        outcomes.*,
        channels.target_share,
        outcomes.scheduled_agents * coalesce(outcomes.desk_adherence, 1) as attending_agents
    from {{ ref('fct_staffing_outcomes') }} as outcomes
    inner join {{ ref('dim_channels') }} as channels
        on outcomes.channel = channels.channel
),

final as (
    select
        interval_start_at,
        interval_date,
        channel,
        inquiry_count,
        inquiry_count - within_target_count as missed_count,
        actual_service_level,
        target_share,
        abandonment_rate,
        average_wait_seconds,
        required_agents,
        scheduled_agents,
        attending_agents,
        required_agents - attending_agents as missing_agents,
        greatest(required_agents - scheduled_agents, 0) as unplanned_agents,
        required_agents - attending_agents - greatest(required_agents - scheduled_agents, 0)
            as absent_agents,
        attending_agents < required_agents_low as is_surely_short
    from attended
    where
        actual_service_level < target_share
        and attending_agents < required_agents
)

select * from final
order by
    missed_count desc,
    interval_start_at,
    channel

-- The states of an agent's time add up to the time online exactly, and no two stretches of one
-- agent overlap.
with blocks as (
    select
        agent_key,
        sum(ended_us - started_us) as online_us
    from {{ ref('int_presence_blocks') }}
    group by agent_key
),

segments as (
    select
        agent_key,
        sum(duration_us) as segment_us,
        sum(ended_us - started_us) as length_us
    from {{ ref('int_work_segments') }}
    group by agent_key
),

intervals as (
    select
        agent_key,
        sum(online_us) as interval_us,
        sum(ticket_us + no_ticket_us + idle_us + away_us + unknown_us) as states_us
    from {{ ref('int_agent_interval_states') }}
    group by agent_key
),

neighbours as (
    select
        agent_key,
        started_us,
        max(ended_us) over (
            partition by agent_key
            order by started_us, ended_us
            rows between unbounded preceding and 1 preceding
        ) as reached_us
    from {{ ref('int_work_segments') }}
),

overlapping as (
    select distinct agent_key
    from neighbours
    where started_us < reached_us
)

select
    blocks.agent_key,
    blocks.online_us,
    segments.segment_us,
    intervals.states_us
from blocks
left join segments
    on blocks.agent_key = segments.agent_key
left join intervals
    on blocks.agent_key = intervals.agent_key
left join overlapping
    on blocks.agent_key = overlapping.agent_key
where
    blocks.online_us <> coalesce(segments.segment_us, 0)
    or blocks.online_us <> coalesce(segments.length_us, 0)
    or blocks.online_us <> coalesce(intervals.interval_us, 0)
    or blocks.online_us <> coalesce(intervals.states_us, 0)
    or overlapping.agent_key is not null

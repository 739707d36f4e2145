-- An agent's presence blocks, the segments in them and the intervals they are shared out to last
-- equally long, and no two segments of one agent overlap. An increment looks at what it rebuilt.
with blocks as (
    select
        all_blocks.agent_key,
        sum(all_blocks.ended_us - all_blocks.started_us) as online_us
    from {{ ref('int_presence_blocks') }} as all_blocks
    {{ only_in_windows('all_blocks', 'started_us') }}
    group by all_blocks.agent_key
),

segments as (
    select
        all_segments.agent_key,
        sum(all_segments.duration_us) as segment_us,
        sum(all_segments.ended_us - all_segments.started_us) as length_us
    from {{ ref('int_work_segments') }} as all_segments
    {{ only_in_windows('all_segments', 'started_us', 'work_date') }}
    group by all_segments.agent_key
),

agent_days as (
    select
        all_segments.agent_key,
        all_segments.work_date,
        all_segments.started_us,
        all_segments.ended_us
    from {{ ref('int_work_segments') }} as all_segments
    {{ only_of_agent_days('all_segments.agent_key', 'all_segments.work_date') }}
),

segment_days as (
    select
        agent_key,
        work_date,
        sum(ended_us - started_us) as segment_us
    from agent_days
    group by agent_key, work_date
),

interval_days as (
    select
        states.agent_key,
        states.work_date,
        sum(states.online_us) as interval_us,
        sum(
            states.ticket_us + states.no_ticket_us + states.idle_us + states.away_us
            + states.unknown_us
        ) as states_us
    from {{ ref('int_agent_interval_states') }} as states
    {{ only_of_agent_days('states.agent_key', 'states.work_date') }}
    group by states.agent_key, states.work_date
),

neighbours as (
    select
        agent_key,
        work_date,
        started_us,
        max(ended_us) over (
            partition by agent_key
            order by started_us, ended_us
            rows between unbounded preceding and 1 preceding
        ) as reached_us
    from agent_days
)

select
    coalesce(blocks.agent_key, segments.agent_key) as agent_key,
    cast(null as date) as work_date,
    'blocks and segments' as difference_of
from blocks
full outer join segments
    on blocks.agent_key = segments.agent_key
where
    coalesce(blocks.online_us, 0) <> coalesce(segments.segment_us, 0)
    or coalesce(blocks.online_us, 0) <> coalesce(segments.length_us, 0)
union all
select
    coalesce(segment_days.agent_key, interval_days.agent_key) as agent_key,
    coalesce(segment_days.work_date, interval_days.work_date) as work_date,
    'segments and intervals' as difference_of
from segment_days
full outer join interval_days
    on
        segment_days.agent_key = interval_days.agent_key
        and segment_days.work_date = interval_days.work_date
where
    coalesce(segment_days.segment_us, 0) <> coalesce(interval_days.interval_us, 0)
    or coalesce(segment_days.segment_us, 0) <> coalesce(interval_days.states_us, 0)
union all
select
    agent_key,
    work_date,
    'segments that overlap' as difference_of
from neighbours
where started_us < reached_us

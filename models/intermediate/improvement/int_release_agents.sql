{%- set week_us = week_microseconds() -%}

with windows as (
    select
        *,
        enabled_us - {{ release_window_weeks() }} * {{ week_us }} as started_us,
        enabled_us + end_block * {{ week_us }} as ended_us
    from {{ ref('int_release_windows') }}
    where has_rollout
),

listed_teams as (
    select
        agent_key,
        coalesce(team, 'unknown') as team,
        unix_micros(valid_from_at) as valid_from_us,
        unix_micros(valid_to_at) as valid_to_us
    from {{ ref('int_agent_teams') }}
),

workers as (
    select distinct agent_key
    from {{ ref('int_tickets') }}
    where agent_key is not null
),

-- whoever no list knows is in no team, and gets what everyone gets
teams as (
    select * from listed_teams
    union all
    select
        workers.agent_key,
        'unknown' as team,
        unix_micros({{ earliest_believed() }}) as valid_from_us,
        {{ end_of_time_us() }} as valid_to_us
    from workers
    left join listed_teams
        on workers.agent_key = listed_teams.agent_key
    where listed_teams.agent_key is null
),

-- of an agent who changes teams meanwhile it is not clear what changed: such agents are left out
settled_agents as (
    select
        windows.release_id,
        windows.enabled_us,
        windows.ended_us,
        windows.end_block,
        teams.agent_key,
        min(teams.team) as team
    from windows
    inner join teams
        on
            windows.started_us < teams.valid_to_us
            and windows.ended_us > teams.valid_from_us
    group by
        windows.release_id,
        windows.enabled_us,
        windows.ended_us,
        windows.end_block,
        teams.agent_key
    having count(distinct teams.team) = 1
),

rollouts as (
    select
        release_id,
        team,
        unix_micros(enabled_at) as enabled_us
    from {{ ref('stg_product__release_rollouts') }}
),

-- What reaches everyone at once changes treated agents and the others alike; what reaches single
-- teams does not.
adoptions as (
    select
        settled_agents.release_id,
        settled_agents.agent_key,
        settled_agents.enabled_us,
        settled_agents.ended_us,
        settled_agents.end_block,
        min(
            case when settled_agents.release_id = rollouts.release_id then rollouts.enabled_us end
        ) as adopted_us,
        max(
            case
                when
                    settled_agents.release_id <> rollouts.release_id
                    and rollouts.team is not null
                    and rollouts.enabled_us < settled_agents.enabled_us
                    then rollouts.enabled_us
            end
        ) as other_before_us,
        min(
            case
                when
                    settled_agents.release_id <> rollouts.release_id
                    and rollouts.team is not null
                    and rollouts.enabled_us >= settled_agents.enabled_us
                    then rollouts.enabled_us
            end
        ) as other_after_us
    from settled_agents
    left join rollouts
        on rollouts.team is null or settled_agents.team = rollouts.team
    group by
        settled_agents.release_id,
        settled_agents.agent_key,
        settled_agents.enabled_us,
        settled_agents.ended_us,
        settled_agents.end_block
),

-- who gets it later than what is compared has been without it all the time
final as (
    select
        release_id,
        agent_key,
        case
            when adopted_us < ended_us
                then cast(ceil((adopted_us - enabled_us) / {{ week_us }}) as int64)
        end as adopted_block,
        case
            when adopted_us < ended_us
                then cast(floor((adopted_us - enabled_us) / {{ week_us }}) as int64)
        end as switch_block,
        greatest(
            coalesce(
                cast(ceil((other_before_us - enabled_us) / {{ week_us }}) as int64),
                -{{ release_window_weeks() }}
            ),
            -{{ release_window_weeks() }}
        ) as first_block,
        least(
            coalesce(
                cast(floor((other_after_us - enabled_us) / {{ week_us }}) as int64), end_block
            ),
            end_block
        ) as end_block,
        other_before_us,
        other_after_us
    from adoptions
)

select * from final

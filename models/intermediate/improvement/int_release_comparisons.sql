with windows as (
    select * from {{ ref('int_release_windows') }}
),

agents as (
    select * from {{ ref('int_release_agents') }}
),

-- Agents whom another release reached less than four weeks before are left out; for all others the
-- time before begins at the same moment, after the last of what reached any of them.
beginnings as (
    select
        release_id,
        max(first_block) as first_block
    from agents
    where first_block <= -{{ least_clean_weeks() }}
    group by release_id
),

-- another release that came too near, for everyone who would count as treated
adopters as (
    select
        agents.release_id,
        case
            when agents.first_block > -{{ least_clean_weeks() }} then agents.other_before_us
            when
                agents.end_block <= agents.adopted_block
                and agents.adopted_block < windows.mature_end_block
                then agents.other_after_us
        end as in_the_way_us
    from agents
    inner join windows
        on agents.release_id = windows.release_id
    where agents.adopted_block is not null
),

overlapped as (
    select
        release_id,
        min(in_the_way_us) as first_in_the_way_us
    from adopters
    group by release_id
    having count(*) = count(in_the_way_us)
),

in_the_way as (
    select
        overlapped.release_id,
        min(rollouts.release_id) as overlapping_release_id
    from overlapped
    inner join {{ ref('stg_product__release_rollouts') }} as rollouts
        on
            overlapped.first_in_the_way_us = unix_micros(rollouts.enabled_at)
            and overlapped.release_id <> rollouts.release_id
    where rollouts.team is not null
    group by overlapped.release_id
),

final as (
    select
        windows.release_id,
        windows.has_rollout,
        windows.enabled_us,
        beginnings.first_block,
        windows.mature_end_block,
        windows.immature_block_count,
        in_the_way.overlapping_release_id
    from windows
    left join beginnings
        on windows.release_id = beginnings.release_id
    left join in_the_way
        on windows.release_id = in_the_way.release_id
)

select * from final

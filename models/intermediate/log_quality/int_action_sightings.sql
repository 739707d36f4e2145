{{ config(
    materialized='incremental',
    pre_hook="{{ take_out_matching(ref('int_touched_windows'), is_in_window('old', 'block_started_us')) }}"
) }}

with signs as (
    select
        evidence.agent_key,
        evidence.occurred_us,
        evidence.loaded_date,
        evidence.action_count,
        evidence.seen_until_us,
        evidence.app_version
    from {{ ref('int_agent_evidence') }} as evidence
    {{ only_in_windows('evidence', 'occurred_us', 'occurred_date') }}
),

blocks as (
    select
        all_blocks.agent_key,
        all_blocks.started_us,
        all_blocks.ended_us
    from {{ ref('int_presence_blocks') }} as all_blocks
    {{ only_in_windows('all_blocks', 'started_us') }}
),

-- one timeline of the starts of presence blocks and of the signs in them
timeline as (
    select
        agent_key,
        started_us as occurred_us,
        0 as instant_rank,
        started_us as block_started_us,
        cast(null as date) as loaded_date,
        cast(0 as int64) as action_count,
        cast(null as int64) as seen_until_us,
        cast(null as string) as app_version
    from blocks
    union all
    select
        agent_key,
        occurred_us,
        1 as instant_rank,
        cast(null as int64) as block_started_us,
        loaded_date,
        action_count,
        seen_until_us,
        app_version
    from signs
),

in_blocks as (
    select
        *,
        last_value(block_started_us ignore nulls) over (
            partition by agent_key
            order by occurred_us, instant_rank
            rows between unbounded preceding and current row
        ) as in_block_started_us
    from timeline
),

seen as (
    select
        *,
        max(seen_until_us) over (
            partition by agent_key, in_block_started_us
            order by occurred_us
        ) as seen_so_far_us,
        max(app_version) over (partition by agent_key, in_block_started_us) as block_app_version,
        max(seen_until_us) over (partition by agent_key, in_block_started_us) as block_seen_until_us
    from in_blocks
),

-- only where the frontend was seen at all in that stretch of presence
final as (
    select
        agent_key,
        in_block_started_us as block_started_us,
        loaded_date,
        coalesce(block_app_version, 'unknown') as app_version,
        cast(sum(action_count) as int64) as action_count,
        cast(
            sum(case when coalesce(seen_so_far_us, 0) < occurred_us then action_count else 0 end)
            as int64
        ) as unseen_count,
        cast({{ run_number() }} as int64) as built_in_run
    from seen
    where block_seen_until_us is not null and loaded_date is not null
    group by agent_key, in_block_started_us, loaded_date, coalesce(block_app_version, 'unknown')
)

select * from final

{{ config(
    materialized='incremental',
    pre_hook="{{ take_out_matching(ref('int_touched_windows'), is_in_window('old', 'block_started_us')) }}",
    cluster_by=['ticket_id']
) }}

with segments as (
    select all_segments.*
    from {{ ref('int_work_segments') }} as all_segments
    {{ only_in_windows('all_segments', 'started_us', 'work_date') }}
),

-- a stretch that may have been spent on a second ticket widens that ticket's high bound too
shares as (
    select
        ticket_id,
        agent_key,
        block_started_us,
        effort_us,
        effort_low_us,
        effort_high_us,
        swivel_us,
        focus_us,
        case when evidence_grade = 'combined' and effort_us > 0 then 1 else 0 end as is_combined
    from segments
    where ticket_id is not null
    union all
    select
        possible_ticket_id as ticket_id,
        agent_key,
        block_started_us,
        0 as effort_us,
        0 as effort_low_us,
        possible_effort_us as effort_high_us,
        0 as swivel_us,
        0 as focus_us,
        0 as is_combined
    from segments
    where possible_ticket_id is not null
),

effort as (
    select
        ticket_id,
        agent_key,
        block_started_us,
        cast(sum(effort_us) as int64) as effort_us,
        cast(sum(effort_low_us) as int64) as effort_low_us,
        cast(sum(effort_high_us) as int64) as effort_high_us,
        cast(sum(swivel_us) as int64) as swivel_us,
        cast(sum(focus_us) as int64) as focus_us,
        max(is_combined) = 1 as is_combined
    from shares
    group by ticket_id, agent_key, block_started_us
),

touches as (
    select * from {{ ref('int_ticket_touches') }}
),

final as (
    select
        coalesce(effort.ticket_id, touches.ticket_id) as ticket_id,
        coalesce(effort.agent_key, touches.agent_key) as agent_key,
        coalesce(effort.block_started_us, touches.block_started_us) as block_started_us,
        coalesce(touches.action_count, 0) as action_count,
        coalesce(touches.activity_count, 0) as activity_count,
        coalesce(touches.touch_count, 0) as touch_count,
        coalesce(touches.first_sign_us, effort.block_started_us) as first_worked_us,
        coalesce(effort.effort_us, 0) as effort_us,
        coalesce(effort.effort_low_us, 0) as effort_low_us,
        coalesce(effort.effort_high_us, 0) as effort_high_us,
        coalesce(effort.swivel_us, 0) as swivel_us,
        coalesce(effort.focus_us, 0) as focus_us,
        coalesce(effort.is_combined, false) as is_combined,
        cast({{ run_number() }} as int64) as built_in_run
    from effort
    full outer join touches
        on
            effort.ticket_id = touches.ticket_id
            and effort.agent_key = touches.agent_key
            and effort.block_started_us = touches.block_started_us
)

select * from final

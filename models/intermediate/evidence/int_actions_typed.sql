{{ config(materialized='view') }}

with actions as (
    select *
    from {{ ref('stg_contact_tool_backend__actions') }}
    where {{ is_any_date('occurred_date') }}
),

action_types as (
    select * from {{ ref('action_types') }}
),

system_agents as (
    select agent_key
    from {{ ref('stg_workforce__agent_versions') }}
    where valid_to_at is null and is_system
),

-- an action of a word that no seed knows is evidence of work, and neither opens nor ends anything
typed as (
    select
        actions.log_id,
        actions.occurred_date,
        actions.loaded_date,
        actions.occurred_at,
        unix_micros(actions.occurred_at) as occurred_us,
        case when system_agents.agent_key is null then actions.agent_key end as agent_key,
        actions.ticket_id,
        actions.action,
        actions.request_id,
        coalesce(actions.status_code, 200) >= 400 as is_failed,
        coalesce(action_types.is_evidence, true) as is_evidence,
        coalesce(action_types.is_opening, false) as is_opening,
        coalesce(action_types.is_ending, false) as is_ending
    from actions
    left join system_agents
        on actions.agent_key = system_agents.agent_key
    left join action_types
        on actions.action = action_types.action
),

final as (
    select
        log_id,
        occurred_date,
        loaded_date,
        occurred_at,
        occurred_us,
        agent_key,
        ticket_id,
        action,
        request_id,
        is_failed,
        is_evidence and agent_key is not null as is_evidence,
        -- a call that failed shows that the agent was there, not that the ticket was opened or
        -- ended
        is_opening and not is_failed as is_opening,
        is_ending and not is_failed as is_ending
    from typed
)

select * from final

{{ config(materialized='view') }}

with raw_rows as (
    select delivered.*
    from {{ source('raw', 'backend_action_logs') }} as delivered
    where {{ is_of_this_run('delivered', 'backend_action_logs') }}
),

project_salt as (
    select secret.salt from {{ source('restricted', 'salt') }} as secret
),

-- there are few agents in many rows: each one's key is salted once
agents as (
    select distinct delivered.agent_id
    from {{ source('raw', 'backend_action_logs') }} as delivered
    where {{ is_of_this_run('delivered', 'backend_action_logs') }}
),

agent_keys as (
    select
        agents.agent_id,
        {{ salted_key('project_salt.salt', 'agents.agent_id') }} as agent_key
    from agents
    cross join project_salt
),

salted as (
    select
        raw_rows.log_id,
        raw_rows.occurred_at,
        agent_keys.agent_key,
        raw_rows.ticket_id,
        lower(trim(raw_rows.action)) as action_word,
        raw_rows.request_id,
        raw_rows.status_code,
        raw_rows.latency_ms,
        case when {{ is_json('raw_rows.properties') }} then raw_rows.properties end as properties,
        raw_rows.loaded_at,
        raw_rows.properties is not null
        and not coalesce({{ is_json('raw_rows.properties') }}, false) as has_bad_json,
        {{ landing_columns('raw_rows') }}
    from raw_rows
    left join agent_keys
        on raw_rows.agent_id = agent_keys.agent_id
),

checked as (
    select
        *,
        case
            when loaded_at is null then 'loaded_at is missing or unreadable'
            when loaded_at < {{ earliest_believed() }} then 'loaded_at is before 1990'
            when loaded_at > {{ latest_believed() }} then 'loaded_at is in the future'
            when coalesce(trim(log_id), '') = '' then 'log_id is missing'
            when occurred_at is null then 'occurred_at is missing or unreadable'
            when occurred_at < {{ earliest_believed() }} then 'occurred_at is before 1990'
            when {{ is_after_loading('occurred_at') }}
                then 'occurred_at is more than an hour after loaded_at'
            when coalesce(action_word, '') = '' then 'action is missing'
        end as reject_reason
    from salted
),

final as (
    select
        log_id,
        occurred_at,
        agent_key,
        ticket_id,
        action_word,
        request_id,
        status_code,
        latency_ms,
        properties,
        loaded_at,
        cast(loaded_at as date) as loaded_date,
        reject_reason,
        failed_columns is not null or has_bad_json as has_unreadable_value,
        failed_columns,
        file_path,
        file_row,
        landing_unit
    from checked
)

select * from final

{{ config(materialized='view') }}

with raw_rows as (
    select delivered.*
    from {{ source('raw', 'frontend_event_logs') }} as delivered
    where {{ is_of_this_run('delivered', 'frontend_event_logs') }}
),

project_salt as (
    select secret.salt from {{ source('restricted', 'salt') }} as secret
),

-- there are few agents in many rows: each one's key is salted once
agents as (
    select distinct delivered.agent_id
    from {{ source('raw', 'frontend_event_logs') }} as delivered
    where {{ is_of_this_run('delivered', 'frontend_event_logs') }}
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
        raw_rows.event_id,
        raw_rows.tab_session_id,
        raw_rows.sequence_no,
        agent_keys.agent_key,
        raw_rows.ticket_id,
        lower(trim(raw_rows.event_type)) as event_word,
        raw_rows.screen,
        raw_rows.occurred_at_client,
        raw_rows.sent_at_client,
        raw_rows.received_at,
        raw_rows.request_id,
        raw_rows.app_version,
        case when {{ is_json('raw_rows.properties') }} then raw_rows.properties end as properties,
        raw_rows.loaded_at,
        raw_rows.properties is not null
        and not coalesce({{ is_json('raw_rows.properties') }}, false) as has_bad_json,
        {{ landing_columns('raw_rows') }}
    from raw_rows
    left join agent_keys
        on raw_rows.agent_id = agent_keys.agent_id
),

-- a client's clock is never a reason: it may be years off, and is corrected further on
checked as (
    select
        *,
        case
            when loaded_at is null then 'loaded_at is missing or unreadable'
            when loaded_at < {{ earliest_believed() }} then 'loaded_at is before 1990'
            when loaded_at > {{ latest_believed() }} then 'loaded_at is in the future'
            when coalesce(trim(event_id), '') = '' then 'event_id is missing'
            when coalesce(trim(tab_session_id), '') = '' then 'tab_session_id is missing'
            when sequence_no is null then 'sequence_no is missing or unreadable'
            when sequence_no < 1 then 'sequence_no is below 1'
            when agent_key is null then 'agent_id is missing'
            when coalesce(event_word, '') = '' then 'event_type is missing'
            when occurred_at_client is null then 'occurred_at_client is missing or unreadable'
            when received_at is null then 'received_at is missing or unreadable'
            when received_at < {{ earliest_believed() }} then 'received_at is before 1990'
            when {{ is_after_loading('received_at') }}
                then 'received_at is more than an hour after loaded_at'
        end as reject_reason
    from salted
),

final as (
    select
        event_id,
        tab_session_id,
        sequence_no,
        agent_key,
        ticket_id,
        event_word,
        screen,
        occurred_at_client,
        sent_at_client,
        received_at,
        request_id,
        app_version,
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

{{ config(materialized='view') }}

with actions as (
    select * from {{ ref('int_actions_typed') }}
),

tickets as (
    select * from {{ ref('stg_contact_tool_backend__tickets') }}
),

channels as (
    select * from {{ ref('int_channels') }}
),

final as (
    select
        actions.log_id,
        actions.occurred_date,
        actions.loaded_date,
        actions.occurred_us,
        actions.agent_key,
        actions.ticket_id,
        coalesce(channels.style, 'deferred') as channel_style,
        coalesce(cast(channels.longest_call_seconds as int64), 0) * 1000000 as longest_call_us,
        actions.action,
        actions.is_evidence,
        actions.is_opening,
        actions.is_ending
    from actions
    left join tickets
        on actions.ticket_id = tickets.ticket_id
    left join channels
        on tickets.channel = channels.channel
)

select * from final

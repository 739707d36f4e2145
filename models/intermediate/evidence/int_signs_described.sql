{{ config(materialized='view') }}

with backend_signs as (
    select
        log_id,
        occurred_date,
        loaded_date,
        occurred_us,
        agent_key,
        ticket_id,
        channel_style,
        longest_call_us,
        is_opening,
        is_ending,
        action = 'ticket_opened' and is_opening as is_ticket_opened,
        action = 'reply_sent' as is_reply,
        action = 'login' as is_login,
        action = 'logout' as is_logout
    from {{ ref('int_actions_described') }}
    where is_evidence
),

frontend_signs as (
    select * from {{ ref('int_frontend_signs') }}
),

system_agents as (
    select agent_key
    from {{ ref('stg_workforce__agent_versions') }}
    where valid_to_at is null and is_system
),

styles as (
    select * from {{ ref('int_ticket_styles') }}
),

final as (
    select
        log_id,
        occurred_date,
        cast(null as date) as client_date,
        loaded_date,
        occurred_us,
        agent_key,
        ticket_id,
        channel_style,
        longest_call_us,
        is_opening,
        is_ending,
        is_ticket_opened,
        is_reply,
        is_login,
        is_logout,
        true as is_backend,
        false as is_activity,
        false as is_view,
        false as is_leaving,
        false as is_returning,
        false as is_exchange,
        false as is_bridge,
        false as is_after_loss,
        cast(null as int64) as seen_until_us,
        cast(0 as int64) as clock_error_us,
        cast(null as string) as screen,
        cast(null as string) as app_version
    from backend_signs
    union all
    select
        cast(null as string) as log_id,
        frontend_signs.occurred_date,
        frontend_signs.client_date,
        cast(null as date) as loaded_date,
        frontend_signs.occurred_us,
        frontend_signs.agent_key,
        frontend_signs.ticket_id,
        coalesce(styles.channel_style, 'deferred') as channel_style,
        coalesce(styles.longest_call_us, 0) as longest_call_us,
        false as is_opening,
        false as is_ending,
        false as is_ticket_opened,
        false as is_reply,
        false as is_login,
        false as is_logout,
        false as is_backend,
        frontend_signs.is_activity,
        frontend_signs.is_view,
        frontend_signs.is_leaving,
        frontend_signs.is_returning,
        frontend_signs.is_exchange,
        frontend_signs.is_bridge,
        frontend_signs.is_after_loss,
        frontend_signs.seen_until_us,
        frontend_signs.clock_error_us,
        frontend_signs.screen,
        frontend_signs.app_version
    from frontend_signs
    left join system_agents
        on frontend_signs.agent_key = system_agents.agent_key
    left join styles
        on frontend_signs.ticket_id = styles.ticket_id
    where system_agents.agent_key is null
)

select * from final

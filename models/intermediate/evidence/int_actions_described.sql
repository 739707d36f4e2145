{{ config(materialized='view') }}

with actions as (
    select * from {{ ref('int_actions_typed') }}
),

styles as (
    select * from {{ ref('int_ticket_styles') }}
),

final as (
    select
        actions.log_id,
        actions.occurred_date,
        actions.loaded_date,
        actions.occurred_us,
        actions.agent_key,
        actions.ticket_id,
        coalesce(styles.channel_style, 'deferred') as channel_style,
        coalesce(styles.longest_call_us, 0) as longest_call_us,
        actions.action,
        actions.is_evidence,
        actions.is_opening,
        actions.is_ending
    from actions
    left join styles
        on actions.ticket_id = styles.ticket_id
)

select * from final

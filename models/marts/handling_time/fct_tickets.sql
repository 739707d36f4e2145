{{ config(materialized='view') }}

with tickets as (
    select * from {{ ref('int_tickets_as_of') }}
),

final as (
    select
        ticket_id,
        channel,
        contact_reason,
        priority,
        status,
        customer_key,
        team,
        agent_key,
        created_at,
        created_date,
        first_opened_at,
        first_replied_at,
        closed_at,
        completed_at,
        completed_date,
        is_closed,
        is_completed,
        is_abandoned,
        is_merged,
        has_ticket_row,
        is_counted_in_aht,
        reopen_count,
        transfer_count,
        agent_count,
        touch_count,
        action_count,
        reply_count,
        {{ seconds('answered_us - created_us') }} as first_response_seconds,
        {{ seconds('last_closed_us - created_us') }} as elapsed_seconds,
        {{ seconds('assigned_open_us') }} as assigned_open_seconds,
        {{ seconds('focus_us') }} as focus_seconds,
        {{ seconds('swivel_us') }} as swivel_seconds,
        {{ seconds('effort_us') }} as effort_seconds,
        {{ seconds('effort_low_us') }} as effort_seconds_low,
        {{ seconds('effort_high_us') }} as effort_seconds_high,
        evidence_grade,
        is_matured
    from tickets
)

select * from final

{{ config(tags=['of_this_run']) }}

-- A client that got no answer sends its request again: of its attempts the first that worked has
-- the effect.
with numbered as (
    select
        actions.*,
        row_number() over (
            partition by
                actions.ticket_id, actions.action, coalesce(actions.request_id, actions.log_id)
            order by actions.is_failed, actions.occurred_us, actions.log_id
        ) as attempt_number
    from {{ ref('int_actions_typed') }} as actions
    where actions.ticket_id is not null and {{ is_of_touched_ticket('actions') }}
),

final as (
    select
        ticket_id,
        log_id,
        occurred_at,
        occurred_us,
        agent_key,
        action,
        not is_failed and attempt_number = 1 as has_effect,
        is_evidence,
        is_ending
    from numbered
)

select * from final

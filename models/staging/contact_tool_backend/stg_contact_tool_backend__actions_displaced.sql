{{ config(
    tags=['of_this_run'],
    pre_hook="{{ take_out('old.built_in_run <= ' ~ last_complete_run()) }}"
) }}
-- Written before stg_contact_tool_backend__actions changes: an earlier row of it that gives
-- way tells what it touched.
{% if is_increment() %}
    with delivered as (
        select * from {{ ref('base_contact_tool_backend__actions') }}
        where reject_reason is null
    ),

    final as (
        select distinct
            known.log_id,
            known.occurred_at,
            known.agent_key,
            known.ticket_id,
            known.action,
            known.loaded_date,
            cast({{ run_number() }} as int64) as built_in_run
        from {{ source('previous_run_staging', 'stg_contact_tool_backend__actions') }} as known
        inner join delivered
            on
                known.log_id = delivered.log_id
                and known.occurred_date = cast(delivered.occurred_at as date)
        where
            {{ is_delivered_date(
                'known.occurred_date', ref('base_contact_tool_backend__actions'), 'occurred_at'
            ) }}
            and (
                delivered.loaded_at < known.loaded_at
                or (
                    delivered.loaded_at = known.loaded_at
                    and (
                        (delivered.occurred_at is distinct from known.occurred_at)
                        or (delivered.agent_key is distinct from known.agent_key)
                        or (delivered.ticket_id is distinct from known.ticket_id)
                        or (delivered.action_word is distinct from known.action_word)
                        or (delivered.request_id is distinct from known.request_id)
                        or (delivered.status_code is distinct from known.status_code)
                    )
                )
            )
    )

    select * from final
{% else %}
    select
        log_id,
        occurred_at,
        agent_key,
        ticket_id,
        action_word as action,
        loaded_date,
        cast({{ run_number() }} as int64) as built_in_run
    from {{ ref('base_contact_tool_backend__actions') }}
    where false
{% endif %}

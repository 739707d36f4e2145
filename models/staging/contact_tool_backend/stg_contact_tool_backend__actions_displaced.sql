{{ config(
    tags=['of_this_run'],
    pre_hook="{{ take_out('old.built_in_run <= ' ~ last_complete_run()) }}"
) }}
-- Written before stg_contact_tool_backend__actions changes: an earlier row of it that gives
-- way tells what it touched.
{% if is_increment() %}
    {%- set is_on_delivered_dates = is_delivered_date(
        'known.occurred_date', ref('base_contact_tool_backend__actions'), 'occurred_at'
    ) %}

    with delivered as (
        select
            *,
            cast(occurred_at as date) as occurred_date
        from {{ ref('base_contact_tool_backend__actions') }}
        where reject_reason is null
    ),

    -- few columns tell which, since there are many rows to look through
    overtaken as (
        select distinct
            known.log_id,
            known.occurred_date
        from {{ source('previous_run_staging', 'stg_contact_tool_backend__actions') }} as known
        inner join delivered
            on
                known.log_id = delivered.log_id
                and known.occurred_date = delivered.occurred_date
                and known.loaded_at >= delivered.loaded_at
        where {{ is_on_delivered_dates }}
    ),

    -- of copies loaded at the same instant that are not the same, either may be the one that is kept
    final as (
        select distinct
            known.log_id,
            known.occurred_date,
            known.occurred_at,
            known.agent_key,
            known.ticket_id,
            known.action_word,
            known.action,
            known.request_id,
            known.status_code,
            known.latency_ms,
            known.properties,
            known.has_unreadable_value,
            known.loaded_at,
            known.loaded_date,
            cast({{ run_number() }} as int64) as built_in_run
        from {{ source('previous_run_staging', 'stg_contact_tool_backend__actions') }} as known
        inner join overtaken
            on
                known.log_id = overtaken.log_id
                and known.occurred_date = overtaken.occurred_date
        inner join delivered
            on
                known.log_id = delivered.log_id
                and known.occurred_date = delivered.occurred_date
        where
            {{ is_on_delivered_dates }}
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
                        or (delivered.latency_ms is distinct from known.latency_ms)
                        or (delivered.properties is distinct from known.properties)
                        or (delivered.has_unreadable_value is distinct from known.has_unreadable_value)
                    )
                )
            )
    )

    select * from final
{% else %}
    select
        log_id,
        cast(occurred_at as date) as occurred_date,
        occurred_at,
        agent_key,
        ticket_id,
        action_word,
        action_word as action,
        request_id,
        status_code,
        latency_ms,
        properties,
        has_unreadable_value,
        loaded_at,
        loaded_date,
        cast({{ run_number() }} as int64) as built_in_run
    from {{ ref('base_contact_tool_backend__actions') }}
    where false
{% endif %}

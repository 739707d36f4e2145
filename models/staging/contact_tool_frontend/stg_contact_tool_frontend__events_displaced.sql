{{ config(
    tags=['of_this_run'],
    pre_hook="{{ take_out('old.built_in_run <= ' ~ last_complete_run()) }}"
) }}
-- Written before stg_contact_tool_frontend__events changes: an earlier row of it that gives
-- way tells what it touched.
{% if is_increment() %}
    {%- set is_on_delivered_dates = is_delivered_date(
        'known.client_date', ref('base_contact_tool_frontend__events'), 'occurred_at_client'
    ) %}

    with delivered as (
        select
            *,
            cast(occurred_at_client as date) as client_date
        from {{ ref('base_contact_tool_frontend__events') }}
        where reject_reason is null
    ),

    -- few columns tell which, since there are many rows to look through
    overtaken as (
        select distinct
            known.event_id,
            known.client_date
        from {{ source('previous_run_staging', 'stg_contact_tool_frontend__events') }} as known
        inner join delivered
            on
                known.event_id = delivered.event_id
                and known.client_date = delivered.client_date
                and known.loaded_at >= delivered.loaded_at
        where {{ is_on_delivered_dates }}
    ),

    -- of copies loaded at the same instant that are not the same, either may be the one that is kept
    final as (
        select distinct
            known.event_id,
            known.client_date,
            known.tab_session_id,
            known.sequence_no,
            known.agent_key,
            known.ticket_id,
            known.event_word,
            known.screen,
            known.occurred_at_client,
            known.sent_at_client,
            known.received_at,
            known.request_id,
            known.app_version,
            known.properties,
            known.has_unreadable_value,
            known.loaded_at,
            known.loaded_date,
            cast({{ run_number() }} as int64) as built_in_run
        from {{ source('previous_run_staging', 'stg_contact_tool_frontend__events') }} as known
        inner join overtaken
            on
                known.event_id = overtaken.event_id
                and known.client_date = overtaken.client_date
        inner join delivered
            on
                known.event_id = delivered.event_id
                and known.client_date = delivered.client_date
        where
            {{ is_on_delivered_dates }}
            and (
                delivered.loaded_at < known.loaded_at
                or (
                    delivered.loaded_at = known.loaded_at
                    and (
                        (delivered.tab_session_id is distinct from known.tab_session_id)
                        or (delivered.sequence_no is distinct from known.sequence_no)
                        or (delivered.agent_key is distinct from known.agent_key)
                        or (delivered.ticket_id is distinct from known.ticket_id)
                        or (delivered.event_word is distinct from known.event_word)
                        or (delivered.screen is distinct from known.screen)
                        or (delivered.occurred_at_client is distinct from known.occurred_at_client)
                        or (delivered.sent_at_client is distinct from known.sent_at_client)
                        or (delivered.received_at is distinct from known.received_at)
                        or (delivered.request_id is distinct from known.request_id)
                        or (delivered.app_version is distinct from known.app_version)
                        or (delivered.properties is distinct from known.properties)
                        or (delivered.has_unreadable_value is distinct from known.has_unreadable_value)
                    )
                )
            )
    )

    select * from final
{% else %}
    select
        event_id,
        cast(occurred_at_client as date) as client_date,
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
        has_unreadable_value,
        loaded_at,
        loaded_date,
        cast({{ run_number() }} as int64) as built_in_run
    from {{ ref('base_contact_tool_frontend__events') }}
    where false
{% endif %}

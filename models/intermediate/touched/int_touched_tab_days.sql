{{ config(tags=['of_this_run']) }}

{% if is_increment() %}
    -- what landed, and what gave way to it
    with new_events as (
        select
            events.tab_session_id,
            events.client_date
        from {{ ref('stg_contact_tool_frontend__events') }} as events
        where
            {{ is_new('events') }}
            and {{ is_delivered_date(
                'events.client_date', 'base_contact_tool_frontend__events', 'occurred_at_client'
            ) }}
        union all
        select
            displaced.tab_session_id,
            displaced.client_date
        from {{ ref('stg_contact_tool_frontend__events_displaced') }} as displaced
        where {{ is_new('displaced') }}
    ),

    -- the server's side of a request ties the client's clock to the server's
    tied_events as (
        select
            events.tab_session_id,
            events.client_date
        from {{ ref('stg_contact_tool_frontend__events') }} as events
        inner join {{ ref('int_touched_requests') }} as new_requests
            on events.request_id = new_requests.request_id
        where
            events.event_type in ('api_request', 'api_response')
            and {{ is_on_dates_of(
                'events.received_date', 'int_touched_requests', 'occurred_date', 'last_received_date'
            ) }}
            and {{ is_any_date('events.client_date') }}
    ),

    final as (
        select * from new_events
        union distinct
        select * from tied_events
    )

    select * from final
{% else %}
    select
        tab_session_id,
        client_date
    from {{ ref('stg_contact_tool_frontend__events') }}
    where false
{% endif %}

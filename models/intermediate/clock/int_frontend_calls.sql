{{ config(tags=['of_this_run']) }}

with final as (
    select
        events.event_id,
        events.client_date,
        events.tab_session_id,
        events.event_type = 'api_request' as is_request,
        events.request_id,
        events.received_date,
        {{ days_after('events.received_date', -longest_delivery_days()) }} as first_request_date
    from {{ ref('stg_contact_tool_frontend__events') }} as events
    {{ only_of_tab_days('events') }}
    where
        {{ is_on_dates_of_tab_days('events.client_date') }}
        and events.event_type in ('api_request', 'api_response')
        and events.request_id is not null
)

select * from final

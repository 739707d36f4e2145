{{ config(tags=['of_this_run']) }}

{%- set rounding_us = 1000000 -%}
{%- set a_year_us = 31622400000000 -%}

with events as (
    select
        delivered.event_id,
        delivered.client_date,
        delivered.tab_session_id,
        delivered.sequence_no,
        delivered.agent_key,
        delivered.ticket_id,
        delivered.event_type,
        delivered.screen,
        delivered.request_id,
        delivered.app_version,
        delivered.properties,
        delivered.loaded_date,
        unix_micros(delivered.occurred_at_client) as client_us,
        unix_micros(delivered.sent_at_client) as sent_us,
        unix_micros(delivered.received_at) as received_us
    from {{ ref('stg_contact_tool_frontend__events') }} as delivered
    {{ only_of_tab_days('delivered') }}
    where {{ is_on_dates_of_tab_days('delivered.client_date') }}
),

calls as (
    select * from {{ ref('int_tied_calls') }}
),

-- nothing is sent before it happened, or waits for a year: where the client says so, its clock was
-- set in between
sendings as (
    select
        *,
        case
            when sent_us - client_us between -{{ rounding_us }} and {{ a_year_us }} then sent_us
        end as believed_sent_us
    from events
),

ordered as (
    select
        *,
        row_number() over tab_events as position,
        client_us - lag(client_us) over tab_events as step_us,
        coalesce(sequence_no - lag(sequence_no) over tab_events - 1, 0) as missing_count,
        coalesce(lead(received_us) over tab_events <> received_us, true) as is_last_of_batch
    from sendings
    window tab_events as (
        partition by tab_session_id, client_date
        order by sequence_no, event_id
    )
),

-- The offset is what has to be added to the client's time. A batch is not received before it was
-- sent, and the server handles a request after the client has made it: the offset is at most so
-- much. The client has the response after that: it is at least so much.
final as (
    select
        ordered.event_id,
        ordered.client_date,
        ordered.tab_session_id,
        ordered.sequence_no,
        ordered.agent_key,
        ordered.ticket_id,
        ordered.event_type,
        ordered.screen,
        ordered.request_id,
        ordered.app_version,
        ordered.properties,
        ordered.loaded_date,
        ordered.position,
        ordered.client_us,
        ordered.step_us,
        greatest(ordered.missing_count, 0) as lost_before_count,
        ordered.believed_sent_us is not null as has_sent,
        ordered.received_us - coalesce(ordered.believed_sent_us, ordered.client_us) as own_upper_us,
        case
            when ordered.is_last_of_batch
                then ordered.received_us - coalesce(ordered.believed_sent_us, ordered.client_us)
        end as batch_upper_us,
        case when calls.is_request then calls.server_us - ordered.client_us end as request_upper_us,
        case when not calls.is_request then calls.server_us - ordered.client_us end as lower_us
    from ordered
    left join calls
        on
            ordered.event_id = calls.event_id
            and ordered.client_date = calls.client_date
)

select * from final

{{ config(
    tags=['of_this_run'],
    pre_hook="{{ take_out('old.built_in_run <= ' ~ last_complete_run()) }}"
) }}
-- Written before stg_contact_tool_frontend__events changes: an earlier row of it that gives
-- way tells what it touched.
{{ copies_that_give_way(
    'frontend_event_logs',
    ref('base_contact_tool_frontend__events'),
    source('previous_run_staging', 'stg_contact_tool_frontend__events'),
    id='event_id',
    date='client_date',
    time='occurred_at_client',
    content=[
        'tab_session_id', 'sequence_no', 'agent_key', 'ticket_id', 'event_word', 'screen',
        'occurred_at_client', 'sent_at_client', 'received_at', 'request_id', 'app_version',
        'properties'
    ]
) }}

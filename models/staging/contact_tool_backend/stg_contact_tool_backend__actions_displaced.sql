{{ config(
    tags=['of_this_run'],
    pre_hook="{{ take_out('old.built_in_run <= ' ~ last_complete_run()) }}"
) }}
-- Written before stg_contact_tool_backend__actions changes: an earlier row of it that gives
-- way tells what it touched.
{{ copies_that_give_way(
    'backend_action_logs',
    ref('base_contact_tool_backend__actions'),
    source('previous_run_staging', 'stg_contact_tool_backend__actions'),
    id='log_id',
    date='occurred_date',
    time='occurred_at',
    content=[
        'occurred_at', 'agent_key', 'ticket_id', 'action_word', 'request_id', 'status_code',
        'latency_ms', 'properties'
    ],
    derived=['action']
) }}

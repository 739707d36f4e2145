{{ config(pre_hook="{{ take_out(is_taken_in_again('old', \"'frontend_event_logs'\")) }}") }}

select
    *,
    cast({{ run_number() }} as int64) as built_in_run
from {{ ref('base_contact_tool_frontend__events') }}
where reject_reason is not null

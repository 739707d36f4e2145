{{ config(pre_hook="{{ take_out(is_taken_in_again('old', \"'backend_action_logs'\")) }}") }}

select
    *,
    cast({{ run_number() }} as int64) as built_in_run
from {{ ref('base_contact_tool_backend__actions') }}
where reject_reason is not null

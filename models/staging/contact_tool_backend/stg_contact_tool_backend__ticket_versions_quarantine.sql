{{ config(pre_hook="{{ take_out(is_taken_in_again('old', \"'tickets'\")) }}") }}

select
    *,
    cast({{ run_number() }} as int64) as built_in_run
from {{ ref('base_contact_tool_backend__ticket_versions') }}
where reject_reason is not null

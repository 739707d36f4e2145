{{ config(pre_hook="{{ take_out(is_taken_in_again('old', \"'shifts'\")) }}") }}

select
    *,
    cast({{ run_number() }} as int64) as built_in_run
from {{ ref('base_workforce__shift_versions') }}
where reject_reason is not null

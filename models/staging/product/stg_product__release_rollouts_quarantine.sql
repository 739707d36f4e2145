{{ config(pre_hook="{{ take_out(is_taken_in_again('old', \"'release_rollouts'\")) }}") }}

select
    *,
    cast({{ run_number() }} as int64) as built_in_run
from {{ ref('base_product__release_rollouts') }}
where reject_reason is not null

{{ config(pre_hook="{{ take_out(is_taken_in_again('old', \"'demand_daily'\")) }}") }}

select
    *,
    cast({{ run_number() }} as int64) as built_in_run
from {{ ref('base_product__demand_versions') }}
where reject_reason is not null

{{ config(
    materialized='incremental',
    pre_hook="{{ take_out(is_of_touched_ticket('old')) }}"
) }}

with final as (
    select
        ticket_id,
        log_id,
        {{ local_date('occurred_at') }} as reopened_date,
        unix_micros({{ interval_start('occurred_at') }}) as interval_start_us,
        cast({{ run_number() }} as int64) as built_in_run
    from {{ ref('int_ticket_log') }}
    where action = 'ticket_reopened' and has_effect
)

select * from final

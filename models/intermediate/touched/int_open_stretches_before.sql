{{ config(
    materialized='incremental',
    tags=['of_this_run'],
    pre_hook="{{ take_out('old.built_in_run <= ' ~ last_complete_run()) }}"
) }}

-- Written before int_ticket_open_stretches changes.
{% if is_increment() %}
    select
        stretches.ticket_id,
        stretches.agent_key,
        stretches.started_us,
        stretches.ended_us,
        cast({{ run_number() }} as int64) as built_in_run
    from {{ source('previous_run', 'int_ticket_open_stretches') }} as stretches
    where {{ is_of_touched_ticket('stretches') }}
{% else %}
    select
        ticket_id,
        cast(null as string) as agent_key,
        cast(null as int64) as started_us,
        cast(null as int64) as ended_us,
        cast({{ run_number() }} as int64) as built_in_run
    from {{ ref('int_touched_tickets') }}
    where false
{% endif %}

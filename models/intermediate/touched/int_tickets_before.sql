{{ config(
    materialized='incremental',
    tags=['of_this_run'],
    pre_hook="{{ take_out('old.built_in_run <= ' ~ last_complete_run()) }}"
) }}

-- Written before int_tickets changes. After runs that did not complete there is more than one row
-- per ticket.
{% if is_increment() %}
    select
        tickets.ticket_id,
        tickets.has_ticket_row,
        tickets.is_merged,
        tickets.is_completed,
        tickets.agent_count,
        tickets.agent_key,
        tickets.channel,
        tickets.contact_reason,
        tickets.created_us,
        tickets.created_date,
        tickets.completed_date,
        tickets.ended_us,
        cast({{ run_number() }} as int64) as built_in_run
    from {{ source('previous_run', 'int_tickets') }} as tickets
    where {{ is_of_touched_ticket('tickets') }}
{% else %}
    select
        ticket_id,
        false as has_ticket_row,
        false as is_merged,
        false as is_completed,
        cast(0 as int64) as agent_count,
        cast(null as string) as agent_key,
        cast(null as string) as channel,
        cast(null as string) as contact_reason,
        cast(null as int64) as created_us,
        cast(null as date) as created_date,
        cast(null as date) as completed_date,
        cast(null as int64) as ended_us,
        cast({{ run_number() }} as int64) as built_in_run
    from {{ ref('int_touched_tickets') }}
    where false
{% endif %}

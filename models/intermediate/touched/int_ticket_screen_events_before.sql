{{ config(
    materialized='incremental',
    tags=['of_this_run'],
    pre_hook="{{ take_out('old.built_in_run <= ' ~ last_complete_run()) }}"
) }}

-- Written before int_ticket_screen_events changes.
{% if is_increment() %}
    select
        events.agent_key,
        events.work_date,
        cast({{ run_number() }} as int64) as built_in_run
    from {{ source('previous_run', 'int_ticket_screen_events') }} as events
    {{ only_of_tab_days('events') }}
    where {{ is_on_dates_of_tab_days('events.client_date') }}
    group by events.agent_key, events.work_date
{% else %}
    select
        cast(null as string) as agent_key,
        client_date as work_date,
        cast({{ run_number() }} as int64) as built_in_run
    from {{ ref('int_touched_tab_days') }}
    where false
{% endif %}

{{ config(
    materialized='incremental',
    tags=['of_this_run'],
    pre_hook="{{ take_out('old.built_in_run <= ' ~ last_complete_run()) }}"
) }}

-- Written before int_frontend_signs changes.
{% if is_increment() %}
    select
        signs.agent_key,
        signs.occurred_us,
        signs.occurred_date,
        signs.ticket_id,
        signs.clock_error_us,
        signs.screen,
        signs.app_version,
        signs.is_activity,
        signs.is_view,
        signs.is_leaving,
        signs.is_returning,
        signs.is_exchange,
        signs.is_bridge,
        signs.is_after_loss,
        signs.seen_until_us,
        cast({{ run_number() }} as int64) as built_in_run
    from {{ source('previous_run', 'int_frontend_signs') }} as signs
    {{ only_of_tab_days('signs') }}
    where {{ is_on_dates_of_tab_days('signs.client_date') }}
{% else %}
    select
        cast(null as string) as agent_key,
        cast(null as int64) as occurred_us,
        client_date as occurred_date,
        cast(null as string) as ticket_id,
        cast(null as int64) as clock_error_us,
        cast(null as string) as screen,
        cast(null as string) as app_version,
        false as is_activity,
        false as is_view,
        false as is_leaving,
        false as is_returning,
        false as is_exchange,
        false as is_bridge,
        false as is_after_loss,
        cast(null as int64) as seen_until_us,
        cast({{ run_number() }} as int64) as built_in_run
    from {{ ref('int_touched_tab_days') }}
    where false
{% endif %}

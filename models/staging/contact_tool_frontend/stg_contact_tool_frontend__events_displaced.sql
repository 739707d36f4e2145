{{ config(
    tags=['of_this_run'],
    pre_hook="{{ take_out('old.built_in_run <= ' ~ last_complete_run()) }}"
) }}
-- Written before stg_contact_tool_frontend__events changes: an earlier row of it that gives
-- way tells what it touched.
{% if is_increment() %}
    with delivered as (
        select * from {{ ref('base_contact_tool_frontend__events') }}
        where reject_reason is null
    ),

    final as (
        select distinct
            known.event_id,
            known.loaded_date,
            cast({{ run_number() }} as int64) as built_in_run
        from {{ source('previous_run_staging', 'stg_contact_tool_frontend__events') }} as known
        inner join delivered
            on
                known.event_id = delivered.event_id
                and known.client_date = cast(delivered.occurred_at_client as date)
        where
            {{ is_delivered_date(
                'known.client_date', ref('base_contact_tool_frontend__events'), 'occurred_at_client'
            ) }}
            and delivered.loaded_at < known.loaded_at
    )

    select * from final
{% else %}
    select
        event_id,
        loaded_date,
        cast({{ run_number() }} as int64) as built_in_run
    from {{ ref('base_contact_tool_frontend__events') }}
    where false
{% endif %}

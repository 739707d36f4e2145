{{ config(tags=['of_this_run']) }}

{% if is_increment() %}
    -- what landed, and what gave way to it
    with new_actions as (
        select
            actions.request_id,
            actions.occurred_date
        from {{ ref('stg_contact_tool_backend__actions') }} as actions
        where {{ is_new_action('actions') }}
        union all
        select
            displaced.request_id,
            displaced.occurred_date
        from {{ ref('stg_contact_tool_backend__actions_displaced') }} as displaced
        where {{ is_new('displaced') }}
    ),

    final as (
        select distinct
            request_id,
            occurred_date,
            {{ days_after('occurred_date', longest_delivery_days()) }} as last_received_date
        from new_actions
        where request_id is not null
    )

    select * from final
{% else %}
    select
        request_id,
        occurred_date,
        occurred_date as last_received_date
    from {{ ref('stg_contact_tool_backend__actions') }}
    where false
{% endif %}

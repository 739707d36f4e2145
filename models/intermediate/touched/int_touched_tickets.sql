{{ config(tags=['of_this_run']) }}

{% if is_increment() %}
    with touched as (
        select actions.ticket_id
        from {{ ref('stg_contact_tool_backend__actions') }} as actions
        where {{ is_new_action('actions') }}
        union all
        select displaced.ticket_id
        from {{ ref('stg_contact_tool_backend__actions_displaced') }} as displaced
        where {{ is_new('displaced') }}
        union all
        select versions.ticket_id
        from {{ ref('stg_contact_tool_backend__ticket_versions') }} as versions
        where {{ is_new('versions') }}
        union all
        select taken_back.row_key as ticket_id
        from {{ ref('stg_audit__versions_taken_back') }} as taken_back
        where taken_back.source_name = 'tickets' and {{ is_new('taken_back') }}
        union all
        select ticket_id from {{ ref('int_touched_instants') }}
        union all
        -- agents' time around them is rebuilt
        select ticket_id from {{ ref('int_ticket_touches') }}
    ),

    final as (
        select distinct ticket_id from touched
        where ticket_id is not null
    )

    select * from final
{% else %}
    select ticket_id from {{ ref('int_ticket_touches') }}
    where false
{% endif %}

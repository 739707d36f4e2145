{{ config(tags=['of_this_run']) }}

{% if is_increment() %}
    with tickets as (
        select * from {{ ref('int_tickets') }}
    ),

    -- touched tickets as they are now and as they were
    states as (
        select
            tickets.created_date,
            tickets.completed_date,
            tickets.ended_us
        from tickets
        where {{ is_new('tickets') }}
        union all
        select
            before.created_date,
            before.completed_date,
            before.ended_us
        from {{ ref('int_tickets_before') }} as before
        where {{ is_new('before') }}
    ),

    changed_agents as (
        select distinct versions.agent_key
        from {{ ref('stg_workforce__agent_versions') }} as versions
        where {{ is_new('versions') }}
        union distinct
        select taken_back.agent_key
        from {{ ref('stg_audit__versions_taken_back') }} as taken_back
        where taken_back.source_name = 'agents' and {{ is_new('taken_back') }}
    ),

    handling_time as (
        select completed_date as touched_date from states
        union distinct
        select tickets.completed_date as touched_date
        from tickets
        inner join changed_agents
            on tickets.agent_key = changed_agents.agent_key
    ),

    inquiries as (
        select created_date as touched_date from states
        union distinct
        select {{ local_date('timestamp_micros(ended_us)') }} as touched_date from states
        union distinct
        select {{ local_date('occurred_at') }} as touched_date
        from {{ ref('int_ticket_log') }}
        where action = 'ticket_reopened'
        union distinct
        select {{ local_date('displaced.occurred_at') }} as touched_date
        from {{ ref('stg_contact_tool_backend__actions_displaced') }} as displaced
        where {{ is_new('displaced') }} and displaced.action = 'ticket_reopened'
    ),

    final as (
        select
            'handling time' as subject,
            touched_date
        from handling_time
        where touched_date is not null
        union all
        select
            'inquiries' as subject,
            touched_date
        from inquiries
        where touched_date is not null
    )

    select * from final
{% else %}
    select
        cast(null as string) as subject,
        created_date as touched_date
    from {{ ref('int_tickets') }}
    where false
{% endif %}

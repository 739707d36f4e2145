{{ config(tags=['of_this_run']) }}

{% if is_increment() %}
    -- what was done on screens, as it is now and as it was
    with final as (
        select
            agent_key,
            work_date
        from {{ ref('int_touched_agent_days') }}
        union distinct
        select
            events.agent_key,
            events.work_date
        from {{ ref('int_ticket_screen_events') }} as events
        where
            {{ is_new('events') }}
            and {{ is_on_dates_of_tab_days('events.client_date') }}
        union distinct
        select
            before.agent_key,
            before.work_date
        from {{ ref('int_ticket_screen_events_before') }} as before
        where {{ is_new('before') }}
    )

    select * from final
{% else %}
    select
        agent_key,
        work_date
    from {{ ref('int_ticket_screen_events') }}
    where false
{% endif %}

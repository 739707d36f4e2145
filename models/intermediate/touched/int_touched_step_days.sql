{{ config(tags=['of_this_run']) }}

{% if is_increment() %}
    with windows as (
        select
            agent_key,
            {{ local_date('timestamp_micros(started_us)') }} as first_date,
            {{ local_date('timestamp_micros(ended_us)') }} as last_date
        from {{ ref('int_touched_windows') }}
    ),

    -- what was done on screens, as it is now and as it was
    final as (
        select
            windows.agent_key,
            {{ days_after('windows.first_date', 'day_number') }} as work_date
        from windows
        cross join
            {{ unnest_integers(
                '0', dbt.datediff('windows.first_date', 'windows.last_date', 'day'), 'day_number'
            ) }}
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

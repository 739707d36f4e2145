{{ config(tags=['of_this_run']) }}

{%- set content = [
    'agent_key', 'occurred_us', 'occurred_date', 'ticket_id', 'clock_error_us', 'screen',
    'app_version', 'is_activity', 'is_view', 'is_leaving', 'is_returning', 'is_exchange',
    'is_bridge', 'is_after_loss', 'seen_until_us'
] %}

{% if is_increment() %}
    -- signs of touched tab sessions as they are now, and as all runs since the last complete one
    -- found them
    with versions as (
        select
            before.{{ content | join(',\n            before.') }},
            before.built_in_run
        from {{ ref('int_frontend_signs_before') }} as before
        where {{ is_new('before') }}
        union all
        select
            signs.{{ content | join(',\n            signs.') }},
            {{ run_number() + 1 }} as built_in_run
        from {{ ref('int_frontend_signs') }} as signs
        {{ only_of_tab_days('signs') }}
        where {{ is_on_dates_of_tab_days('signs.client_date') }}
    ),

    counted as (
        select
            {{ content | join(',
            ') }},
            built_in_run,
            count(*) as sign_count
        from versions
        group by {{ content | join(', ') }}, built_in_run
    ),

    -- those that are not the same in all of them
    changed as (
        select
            {{ content | join(',
            ') }}
        from counted
        group by {{ content | join(', ') }}, sign_count
        having count(*) < {{ run_number() - last_complete_run() + 1 }}
    ),

    final as (
        select distinct
            agent_key,
            occurred_us,
            occurred_date,
            ticket_id
        from changed
    )

    select * from final
{% else %}
    select
        agent_key,
        occurred_us,
        occurred_date,
        ticket_id
    from {{ ref('int_frontend_signs') }}
    where false
{% endif %}

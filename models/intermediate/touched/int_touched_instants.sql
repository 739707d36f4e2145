{{ config(tags=['of_this_run']) }}

{% if is_increment() %}
    -- what landed, and what gave way to it
    with new_actions as (
        select
            actions.agent_key,
            unix_micros(actions.occurred_at) as occurred_us,
            actions.ticket_id,
            actions.action
        from {{ ref('stg_contact_tool_backend__actions') }} as actions
        where {{ is_new_action('actions') }}
        union all
        select
            displaced.agent_key,
            unix_micros(displaced.occurred_at) as occurred_us,
            displaced.ticket_id,
            displaced.action
        from {{ ref('stg_contact_tool_backend__actions_displaced') }} as displaced
        where {{ is_new('displaced') }}
    ),

    -- Tickets that may have come to another channel: their first row landed, their rows do not agree,
    -- or they were taken back. All rows of a ticket are written again when one lands.
    tickets_of_another_channel as (
        select versions.ticket_id
        from {{ ref('stg_contact_tool_backend__ticket_versions') }} as versions
        where {{ is_new('versions') }}
        group by versions.ticket_id
        having
            min(versions.first_built_in_run) > {{ last_complete_run() }}
            or count(distinct versions.channel) > 1
        union distinct
        select taken_back.row_key as ticket_id
        from {{ ref('stg_audit__versions_taken_back') }} as taken_back
        where taken_back.source_name = 'tickets' and {{ is_new('taken_back') }}
    ),

    customer_replies as (
        select distinct
            ticket_id,
            occurred_us as replied_us
        from new_actions
        where action = 'customer_replied' and ticket_id is not null
    ),

    tickets_to_look_up as (
        select ticket_id from tickets_of_another_channel
        union distinct
        select ticket_id from customer_replies
    ),

    signs_of_tickets as (
        select
            actions.agent_key,
            unix_micros(actions.occurred_at) as occurred_us,
            actions.ticket_id,
            actions.action
        from {{ ref('stg_contact_tool_backend__actions') }} as actions
        inner join tickets_to_look_up
            on actions.ticket_id = tickets_to_look_up.ticket_id
        where actions.agent_key is not null and {{ is_any_date('actions.occurred_date') }}
        union all
        select
            signs.agent_key,
            signs.occurred_us,
            signs.ticket_id,
            'seen' as action
        from {{ ref('int_frontend_signs') }} as signs
        inner join tickets_to_look_up
            on signs.ticket_id = tickets_to_look_up.ticket_id
    ),

    -- an agent waits for a chat's customer before the first thing done to it after the customer wrote
    signs_after_replies as (
        select
            signs_of_tickets.agent_key,
            min(signs_of_tickets.occurred_us) as occurred_us,
            signs_of_tickets.ticket_id
        from customer_replies
        inner join signs_of_tickets
            on
                customer_replies.ticket_id = signs_of_tickets.ticket_id
                and customer_replies.replied_us <= signs_of_tickets.occurred_us
        group by
            signs_of_tickets.agent_key, signs_of_tickets.ticket_id, customer_replies.replied_us
    ),

    -- agents who may have become machines, or the other way round
    agents_of_another_kind as (
        select versions.agent_key
        from {{ ref('stg_workforce__agent_versions') }} as versions
        where {{ is_new('versions') }}
        group by versions.agent_key
        having max(case when versions.is_system then 1 else 0 end) = 1
        union distinct
        select taken_back.agent_key
        from {{ ref('stg_audit__versions_taken_back') }} as taken_back
        where taken_back.source_name = 'agents' and {{ is_new('taken_back') }}
    ),

    touched as (
        select
            agent_key,
            occurred_us,
            ticket_id,
            action
        from new_actions
        where agent_key is not null
        union all
        select
            agent_key,
            occurred_us,
            ticket_id,
            'seen' as action
        from {{ ref('int_touched_signs') }}
        union all
        select
            signs_of_tickets.agent_key,
            signs_of_tickets.occurred_us,
            signs_of_tickets.ticket_id,
            signs_of_tickets.action
        from signs_of_tickets
        inner join tickets_of_another_channel
            on signs_of_tickets.ticket_id = tickets_of_another_channel.ticket_id
        union all
        select
            agent_key,
            occurred_us,
            ticket_id,
            'reply_sent' as action
        from signs_after_replies
        union all
        select
            actions.agent_key,
            unix_micros(actions.occurred_at) as occurred_us,
            actions.ticket_id,
            actions.action
        from {{ ref('stg_contact_tool_backend__actions') }} as actions
        inner join agents_of_another_kind
            on actions.agent_key = agents_of_another_kind.agent_key
        where {{ is_any_date('actions.occurred_date') }}
        union all
        select
            signs.agent_key,
            signs.occurred_us,
            signs.ticket_id,
            'seen' as action
        from {{ ref('int_frontend_signs') }} as signs
        inner join agents_of_another_kind
            on signs.agent_key = agents_of_another_kind.agent_key
    ),

    final as (
        select
            agent_key,
            occurred_us,
            cast(timestamp_micros(occurred_us) as date) as occurred_date,
            ticket_id,
            max(case when action in ('login', 'logout') then 1 else 0 end) = 1 as is_login_or_logout
        from touched
        group by agent_key, occurred_us, ticket_id
    )

    select * from final
{% else %}
    select
        agent_key,
        cast(null as int64) as occurred_us,
        occurred_date,
        ticket_id,
        false as is_login_or_logout
    from {{ ref('stg_contact_tool_backend__actions') }}
    where false
{% endif %}

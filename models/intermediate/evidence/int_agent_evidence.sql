{{ config(
    materialized='incremental',
    pre_hook="{{ take_out_matching(
        ref('int_touched_instants'),
        'touched.agent_key = old.agent_key and touched.occurred_date = old.occurred_date '
        ~ 'and touched.occurred_us = old.occurred_us'
    ) }}",
    partition_by=partition_by_day('occurred_date'),
    cluster_by=['agent_key']
) }}

with evidence as (
    select actions.*
    from {{ ref('int_actions_described') }} as actions
    {% if is_increment() %}
        inner join (
            select distinct
                agent_key,
                occurred_date,
                occurred_us
            from {{ ref('int_touched_instants') }}
        ) as touched
            on
                actions.agent_key = touched.agent_key
                and actions.occurred_date = touched.occurred_date
                and actions.occurred_us = touched.occurred_us
    {% endif %}
    where
        actions.is_evidence
        and {{ is_on_dates_of(
            'actions.occurred_date', 'int_touched_instants', 'occurred_date'
        ) }}
),

-- what an agent did to one ticket at one instant is one sign of it
final as (
    select
        agent_key,
        occurred_us,
        occurred_date,
        ticket_id,
        min(log_id) as log_id,
        max(channel_style) as channel_style,
        max(longest_call_us) as longest_call_us,
        count(*) as action_count,
        max(case when is_opening then 1 else 0 end) = 1 as is_opening,
        max(case when is_ending then 1 else 0 end) = 1 as is_ending,
        max(
            case when action = 'ticket_opened' and is_opening then 1 else 0 end
        ) = 1 as is_ticket_opened,
        max(case when action = 'reply_sent' then 1 else 0 end) = 1 as is_reply,
        max(case when action = 'login' then 1 else 0 end) = 1 as is_login,
        max(case when action = 'logout' then 1 else 0 end) = 1 as is_logout,
        cast({{ run_number() }} as int64) as built_in_run
    from evidence
    group by agent_key, occurred_us, occurred_date, ticket_id
)

select * from final

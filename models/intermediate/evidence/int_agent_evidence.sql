with actions as (
    select * from {{ ref('int_actions_described') }}
),

-- Since when a chat's customer has been waiting for an answer: before that, the agent waited for
-- the customer.
chat_actions as (
    select
        *,
        max(case when action = 'customer_replied' then occurred_us end) over (
            partition by ticket_id
            order by occurred_us
        ) as customer_replied_us
    from actions
    where channel_style = 'concurrent'
),

evidence as (
    select
        agent_key,
        occurred_us,
        ticket_id,
        channel_style,
        longest_call_us,
        action,
        is_opening,
        is_ending,
        customer_replied_us,
        log_id
    from chat_actions
    where is_evidence
    union all
    select
        agent_key,
        occurred_us,
        ticket_id,
        channel_style,
        longest_call_us,
        action,
        is_opening,
        is_ending,
        cast(null as int64) as customer_replied_us,
        log_id
    from actions
    where is_evidence and channel_style <> 'concurrent'
),

-- what an agent did to one ticket at one instant is one sign of it
final as (
    select
        agent_key,
        occurred_us,
        ticket_id,
        min(log_id) as log_id,
        max(channel_style) as channel_style,
        max(longest_call_us) as longest_call_us,
        count(*) as action_count,
        max(customer_replied_us) as customer_replied_us,
        max(case when is_opening then 1 else 0 end) = 1 as is_opening,
        max(case when is_ending then 1 else 0 end) = 1 as is_ending,
        max(
            case when action = 'ticket_opened' and is_opening then 1 else 0 end
        ) = 1 as is_ticket_opened,
        max(case when action = 'reply_sent' then 1 else 0 end) = 1 as is_reply,
        max(case when action = 'login' then 1 else 0 end) = 1 as is_login,
        max(case when action = 'logout' then 1 else 0 end) = 1 as is_logout
    from evidence
    group by agent_key, occurred_us, ticket_id
)

select * from final

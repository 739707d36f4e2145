with actions as (
    select * from {{ ref('int_actions_described') }}
    where ticket_id is not null and has_effect
),

-- what ended a ticket before it was reopened for the last time did not end it
reopenings as (
    select
        ticket_id,
        max(occurred_us) as last_reopened_us
    from actions
    where action = 'ticket_reopened'
    group by ticket_id
),

endings as (
    select
        actions.ticket_id,
        actions.action,
        actions.agent_key,
        actions.occurred_us,
        actions.log_id
    from actions
    left join reopenings
        on actions.ticket_id = reopenings.ticket_id
    where
        actions.action in ('ticket_resolved', 'ticket_closed')
        and actions.occurred_us >= coalesce(reopenings.last_reopened_us, 0)
),

-- a ticket is completed when it was last resolved; where only a closing is logged, when it was
-- first closed
completions as (
    select
        ticket_id,
        agent_key,
        occurred_us,
        row_number() over (
            partition by ticket_id
            order by
                action desc,
                case when action = 'ticket_resolved' then -occurred_us else occurred_us end,
                log_id
        ) as choice
    from endings
),

sums as (
    select
        ticket_id,
        min(occurred_us) as first_action_us,
        min(
            case when action = 'ticket_opened' and agent_key is not null then occurred_us end
        ) as first_opened_us,
        min(
            case when action = 'reply_sent' and agent_key is not null then occurred_us end
        ) as first_replied_us,
        max(case when action = 'ticket_closed' then occurred_us end) as last_closed_us,
        count(case when action = 'reply_sent' and agent_key is not null then 1 end) as reply_count,
        count(case when action = 'ticket_reopened' then 1 end) as reopen_count,
        count(case when action = 'ticket_transferred' then 1 end) as transfer_count
    from actions
    group by ticket_id
),

-- where nobody is logged as the one who completed it, it was the agent who worked on it last
last_workers as (
    select
        ticket_id,
        agent_key,
        row_number() over (
            partition by ticket_id
            order by occurred_us desc, log_id desc
        ) as choice
    from actions
    where is_evidence
),

final as (
    select
        sums.ticket_id,
        sums.first_action_us,
        sums.first_opened_us,
        sums.first_replied_us,
        sums.last_closed_us,
        sums.reply_count,
        sums.reopen_count,
        sums.transfer_count,
        completions.occurred_us as completed_us,
        coalesce(completions.agent_key, last_workers.agent_key) as agent_key
    from sums
    left join completions
        on sums.ticket_id = completions.ticket_id and completions.choice = 1
    left join last_workers
        on sums.ticket_id = last_workers.ticket_id and last_workers.choice = 1
)

select * from final

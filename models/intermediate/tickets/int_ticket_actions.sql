{{ config(tags=['of_this_run']) }}

with actions as (
    select * from {{ ref('int_ticket_log') }}
    where has_effect or is_evidence
),

effective as (
    select * from actions
    where has_effect
),

-- what ended a ticket before it was reopened for the last time did not end it
reopenings as (
    select
        ticket_id,
        max(occurred_us) as last_reopened_us
    from effective
    where action = 'ticket_reopened'
    group by ticket_id
),

endings as (
    select
        effective.ticket_id,
        effective.action,
        effective.agent_key,
        effective.occurred_us,
        effective.log_id
    from effective
    left join reopenings
        on effective.ticket_id = reopenings.ticket_id
    where
        effective.action in ('ticket_resolved', 'ticket_closed')
        and effective.occurred_us >= coalesce(reopenings.last_reopened_us, 0)
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
    from effective
    group by ticket_id
),

-- work on a ticket may have come to nothing but failed calls: it still is a ticket with work on it
firsts as (
    select
        ticket_id,
        min(occurred_us) as first_action_us
    from actions
    group by ticket_id
),

-- Where nobody is logged as the one who completed it, it was the agent who worked on it last; one
-- whose calls all failed only where there is no other.
last_workers as (
    select
        ticket_id,
        agent_key,
        row_number() over (
            partition by ticket_id
            order by has_effect desc, occurred_us desc, log_id desc
        ) as choice
    from actions
    where is_evidence
),

final as (
    select
        firsts.ticket_id,
        firsts.first_action_us,
        sums.first_opened_us,
        sums.first_replied_us,
        sums.last_closed_us,
        coalesce(sums.reply_count, 0) as reply_count,
        coalesce(sums.reopen_count, 0) as reopen_count,
        coalesce(sums.transfer_count, 0) as transfer_count,
        completions.occurred_us as completed_us,
        coalesce(completions.agent_key, last_workers.agent_key) as agent_key
    from firsts
    left join sums
        on firsts.ticket_id = sums.ticket_id
    left join completions
        on firsts.ticket_id = completions.ticket_id and completions.choice = 1
    left join last_workers
        on firsts.ticket_id = last_workers.ticket_id and last_workers.choice = 1
)

select * from final

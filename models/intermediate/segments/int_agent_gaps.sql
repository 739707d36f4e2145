with evidence as (
    select * from {{ ref('int_agent_evidence') }}
),

blocks as (
    select * from {{ ref('int_presence_blocks') }}
),

calls as (
    select * from {{ ref('int_call_stretches') }}
),

-- Points that are no sign of the agent: where a block starts and ends, and where a call ends that
-- nobody ended.
markers as (
    select
        agent_key,
        started_us as occurred_us,
        0 as instant_rank,
        started_us as block_started_us,
        false as is_block_end
    from blocks
    union all
    select
        agent_key,
        ended_us as occurred_us,
        5 as instant_rank,
        cast(null as int64) as block_started_us,
        false as is_block_end
    from calls
    where not has_own_ending
    union all
    select
        agent_key,
        ended_us as occurred_us,
        9 as instant_rank,
        cast(null as int64) as block_started_us,
        true as is_block_end
    from blocks
),

-- One timeline per agent. At one instant a block starts first, then what ended, what went on and
-- what was opened follow one another, and a block ends last.
timeline as (
    select
        agent_key,
        occurred_us,
        instant_rank,
        block_started_us,
        is_block_end,
        cast(null as string) as ticket_id,
        cast(null as string) as ticket_after,
        false as is_opening,
        false as is_logout,
        cast(null as int64) as customer_replied_us,
        cast(null as string) as call_ticket_id,
        cast(null as int64) as call_ended_us,
        cast(null as int64) as call_proven_until_us
    from markers
    union all
    select
        evidence.agent_key,
        evidence.occurred_us,
        case
            when evidence.is_opening and evidence.is_ending then 1
            when evidence.is_ending then 2
            when evidence.is_opening then 4
            else 3
        end as instant_rank,
        cast(null as int64) as block_started_us,
        false as is_block_end,
        evidence.ticket_id,
        -- what is in hand afterwards; after a reply in a chat the agent waits for the customer
        case
            when evidence.is_ending or (evidence.channel_style = 'concurrent' and evidence.is_reply)
                then null
            else evidence.ticket_id
        end as ticket_after,
        evidence.is_opening,
        evidence.is_logout,
        evidence.customer_replied_us,
        calls.ticket_id as call_ticket_id,
        calls.ended_us as call_ended_us,
        calls.proven_until_us as call_proven_until_us
    from evidence
    left join calls
        on
            evidence.agent_key = calls.agent_key
            and evidence.ticket_id = calls.ticket_id
            and evidence.occurred_us = calls.started_us
),

-- every point meets the next one; of the calls opened so far, the latest and the one that lasts
-- longest are known
neighbours as (
    select
        *,
        lead(occurred_us) over agent_timeline as next_us,
        lead(ticket_id) over agent_timeline as next_ticket_id,
        lead(is_opening) over agent_timeline as next_is_opening,
        lead(customer_replied_us) over agent_timeline as next_customer_replied_us,
        last_value(block_started_us ignore nulls) over agent_past as in_block_started_us,
        last_value(call_ticket_id ignore nulls) over agent_past as latest_call_ticket_id,
        last_value(call_ended_us ignore nulls) over agent_past as latest_call_ended_us,
        last_value(call_proven_until_us ignore nulls)
            over agent_past
            as latest_call_proven_until_us,
        max(call_ended_us) over (
            partition by agent_key
            order by occurred_us, instant_rank, ticket_id
            rows between unbounded preceding and 1 preceding
        ) as longest_call_before_us
    from timeline
    window
        agent_timeline as (
            partition by agent_key
            order by occurred_us, instant_rank, ticket_id
        ),
        agent_past as (
            partition by agent_key
            order by occurred_us, instant_rank, ticket_id
            rows between unbounded preceding and current row
        )
),

longest_calls as (
    select
        *,
        last_value(
            case
                when call_ended_us > coalesce(longest_call_before_us, 0) then call_ticket_id
            end ignore nulls
        ) over agent_past as longest_call_ticket_id,
        last_value(
            case
                when call_ended_us > coalesce(longest_call_before_us, 0) then call_ended_us
            end ignore nulls
        ) over agent_past as longest_call_ended_us,
        last_value(
            case
                when call_ended_us > coalesce(longest_call_before_us, 0) then call_proven_until_us
            end ignore nulls
        ) over agent_past as longest_call_proven_until_us
    from neighbours
    window
        agent_past as (
            partition by agent_key
            order by occurred_us, instant_rank, ticket_id
            rows between unbounded preceding and current row
        )
),

previous_calls as (
    select
        *,
        lag(longest_call_ticket_id) over (
            partition by agent_key
            order by occurred_us, instant_rank, ticket_id
        ) as longest_call_before_ticket_id
    from longest_calls
),

-- the call that lasts longest of those that were open already when the latest one was opened
calls_beside as (
    select
        *,
        last_value(
            case
                when call_ticket_id is not null then coalesce(longest_call_before_us, 0)
            end ignore nulls
        ) over agent_past as other_call_ended_us,
        last_value(
            case
                when call_ticket_id is not null then coalesce(longest_call_before_ticket_id, '')
            end ignore nulls
        ) over agent_past as other_call_ticket_id
    from previous_calls
    window
        agent_past as (
            partition by agent_key
            order by occurred_us, instant_rank, ticket_id
            rows between unbounded preceding and current row
        )
),

gaps as (
    select
        agent_key,
        in_block_started_us as block_started_us,
        occurred_us as started_us,
        next_us as ended_us,
        ticket_after,
        -- what an action is about was in hand before it, unless the action is the one that opens it
        case
            when next_is_opening and (next_ticket_id is distinct from ticket_after) then null
            else next_ticket_id
        end as ticket_before,
        next_customer_replied_us as customer_replied_us,
        is_logout as is_after_logout,
        case
            when latest_call_ended_us >= next_us then latest_call_ticket_id
        end as latest_call_ticket_id,
        latest_call_proven_until_us,
        case
            when longest_call_ended_us >= next_us then longest_call_ticket_id
        end as longest_call_ticket_id,
        longest_call_proven_until_us,
        case
            when other_call_ended_us >= next_us then other_call_ticket_id
        end as other_call_ticket_id
    from calls_beside
    where not is_block_end and next_us > occurred_us
),

-- While calls are open, the agent is on the one opened last; when that is over, on the one that
-- goes on longest.
final as (
    select
        agent_key,
        block_started_us,
        started_us,
        ended_us,
        ended_us - started_us as duration_us,
        ticket_after,
        ticket_before,
        customer_replied_us,
        is_after_logout,
        coalesce(latest_call_ticket_id, longest_call_ticket_id) as call_ticket_id,
        case
            when latest_call_ticket_id is null then ended_us <= longest_call_proven_until_us
            else ended_us <= latest_call_proven_until_us
        end as is_call_proven,
        -- another call that was open too, or a ticket that was opened during the call
        case
            when latest_call_ticket_id <> other_call_ticket_id then other_call_ticket_id
            when ticket_after <> coalesce(latest_call_ticket_id, longest_call_ticket_id)
                then ticket_after
        end as beside_call_ticket_id
    from gaps
)

select * from final

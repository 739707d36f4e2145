{{ config(tags=['of_this_run']) }}

with evidence as (
    select signs.*
    from {{ ref('int_agent_evidence') }} as signs
    {{ only_in_windows('signs', 'occurred_us') }}
),

blocks as (
    select all_blocks.*
    from {{ ref('int_presence_blocks') }} as all_blocks
    {{ only_in_windows('all_blocks', 'started_us') }}
),

calls as (
    select all_calls.*
    from {{ ref('int_call_stretches') }} as all_calls
    {{ only_in_windows('all_calls', 'started_us') }}
),

customer_replies as (
    select
        ticket_id,
        occurred_us
    from {{ ref('int_actions_described') }}
    where
        action = 'customer_replied'
        and channel_style = 'concurrent'
        and {{ is_on_dates_of(
            'occurred_date', 'int_touched_windows',
            timestamp_at('started_us'), timestamp_at('ended_us')
        ) }}
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
        next_ticket_id,
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

-- When a chat's customer last wrote before an agent's next sign of it: until then, the agent waited
-- for the customer.
chat_waits as (
    select
        gaps.agent_key,
        gaps.started_us,
        max(customer_replies.occurred_us) as customer_replied_us
    from gaps
    inner join customer_replies
        on
            gaps.next_ticket_id = customer_replies.ticket_id
            and gaps.started_us < customer_replies.occurred_us
            and gaps.ended_us >= customer_replies.occurred_us
    group by gaps.agent_key, gaps.started_us
),

-- While calls are open, the agent is on the one opened last; when that is over, on the one that
-- goes on longest.
final as (
    select
        gaps.agent_key,
        gaps.block_started_us,
        gaps.started_us,
        gaps.ended_us,
        gaps.ended_us - gaps.started_us as duration_us,
        gaps.ticket_after,
        gaps.ticket_before,
        chat_waits.customer_replied_us,
        gaps.is_after_logout,
        coalesce(gaps.latest_call_ticket_id, gaps.longest_call_ticket_id) as call_ticket_id,
        case
            when gaps.latest_call_ticket_id is null
                then gaps.ended_us <= gaps.longest_call_proven_until_us
            else gaps.ended_us <= gaps.latest_call_proven_until_us
        end as is_call_proven,
        -- another call that was open too, or a ticket that was opened during the call
        case
            when gaps.latest_call_ticket_id <> gaps.other_call_ticket_id
                then gaps.other_call_ticket_id
            when
                gaps.ticket_after
                <> coalesce(gaps.latest_call_ticket_id, gaps.longest_call_ticket_id)
                then gaps.ticket_after
        end as beside_call_ticket_id
    from gaps
    left join chat_waits
        on
            gaps.agent_key = chat_waits.agent_key
            and gaps.started_us = chat_waits.started_us
)

select * from final

{{ config(tags=['of_this_run']) }}

{%- set exchange_us = 10000000 -%}
{%- set request_way_us = 1000000 -%}

with evidence as (
    select signs.*
    from {{ ref('int_agent_evidence') }} as signs
    {{ only_in_windows('signs', 'occurred_us', 'occurred_date') }}
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
            'timestamp_micros(started_us)', 'timestamp_micros(ended_us)'
        ) }}
),

-- the agents by number: windows over numbers cost half of those over texts
agents as (
    select
        agent_key,
        row_number() over (order by agent_key) as agent_number
    from blocks
    group by agent_key
),

-- when a chat's customer last wrote, and when the agent last replied, before each sign of it
chat_turns as (
    select
        agent_key,
        ticket_id,
        occurred_us,
        case when is_reply then occurred_us end as replied_us,
        cast(null as int64) as customer_replied_us
    from evidence
    where channel_style = 'concurrent'
    union all
    select
        cast(null as string) as agent_key,
        ticket_id,
        occurred_us,
        cast(null as int64) as replied_us,
        occurred_us as customer_replied_us
    from customer_replies
),

chat_states as (
    select
        agent_key,
        ticket_id,
        occurred_us,
        max(customer_replied_us) over (
            partition by ticket_id
            order by occurred_us
            range between unbounded preceding and current row
        ) as customer_replied_us,
        max(replied_us) over (
            partition by ticket_id, agent_key
            order by occurred_us
            range between unbounded preceding and current row
        ) as replied_us
    from chat_turns
),

chats_before as (
    select
        agent_key,
        ticket_id,
        occurred_us,
        max(customer_replied_us) as customer_replied_us,
        max(replied_us) as replied_us
    from chat_states
    where agent_key is not null
    group by agent_key, ticket_id, occurred_us
),

-- of the calls opened before each call, the one that lasts longest
calls_before as (
    select
        agent_key,
        ticket_id,
        started_us,
        ended_us,
        proven_until_us,
        row_number() over agent_calls as call_number,
        max(ended_us) over (
            partition by agent_key
            order by started_us, ticket_id
            rows between unbounded preceding and 1 preceding
        ) as longest_before_us
    from calls
    window agent_calls as (
        partition by agent_key
        order by started_us, ticket_id
    )
),

-- of the calls opened so far, the one that lasts longest; and the one that did when the latest was
-- opened
call_states as (
    select
        *,
        last_value(
            case when ended_us > coalesce(longest_before_us, 0) then call_number end ignore nulls
        ) over (
            partition by agent_key
            order by call_number
            rows between unbounded preceding and current row
        ) as longest_call_number
    from calls_before
),

calls_so_far as (
    select
        latest.agent_key,
        latest.ticket_id,
        latest.started_us,
        latest.call_number,
        latest.ended_us,
        latest.proven_until_us,
        longest.ticket_id as longest_ticket_id,
        longest.ended_us as longest_ended_us,
        longest.proven_until_us as longest_proven_until_us,
        lag(longest.ticket_id) over agent_calls as other_ticket_id,
        lag(longest.ended_us) over agent_calls as other_ended_us
    from call_states as latest
    inner join call_states as longest
        on
            latest.agent_key = longest.agent_key
            and latest.longest_call_number = longest.call_number
    window agent_calls as (
        partition by latest.agent_key
        order by latest.call_number
    )
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
points as (
    select
        agent_key,
        occurred_us,
        instant_rank,
        block_started_us,
        is_block_end,
        cast(null as string) as ticket_id,
        -- empty: no ticket is in hand (or in front) from here on; null: as before
        '' as hand,
        case when instant_rank = 0 then '' end as front,
        cast(null as int64) as seen_until_us,
        false as is_opening,
        false as is_logout,
        false as is_done,
        false as is_activity,
        false as is_after_loss,
        false as is_bridge,
        false as is_leaving,
        false as is_returning,
        false as is_exchange,
        false as is_backend,
        cast(0 as int64) as clock_error_us,
        cast(null as string) as style,
        cast(null as string) as screen,
        cast(null as string) as app_version,
        cast(null as int64) as waiting_since_us,
        cast(null as int64) as call_number
    from markers
    union all
    select
        evidence.agent_key,
        evidence.occurred_us,
        case
            when evidence.is_opening and evidence.is_ending then 1
            when evidence.is_ending then 2
            when evidence.is_opening or evidence.is_view then 4
            else 3
        end as instant_rank,
        cast(null as int64) as block_started_us,
        false as is_block_end,
        evidence.ticket_id,
        case
            when evidence.is_ending then ''
            when evidence.is_bridge then null
            -- after a reply in a chat the agent waits for the customer
            when evidence.channel_style = 'concurrent' and evidence.is_reply then ''
            when
                evidence.ticket_id is null
                and evidence.action_count > 0
                and not evidence.is_login
                and not evidence.is_logout
                then null
            else coalesce(evidence.ticket_id, '')
        end as hand,
        case
            when evidence.action_count = 0 and not evidence.is_bridge
                then coalesce(evidence.ticket_id, '')
        end as front,
        evidence.seen_until_us,
        evidence.is_opening or evidence.is_view as is_opening,
        evidence.is_logout,
        evidence.is_ending
        or (evidence.channel_style = 'concurrent' and evidence.is_reply) as is_done,
        evidence.action_count + evidence.activity_count > 0 as is_activity,
        evidence.is_after_loss,
        evidence.is_bridge,
        evidence.is_leaving,
        evidence.is_returning,
        evidence.is_exchange,
        evidence.action_count > 0 as is_backend,
        evidence.clock_error_us,
        case when evidence.ticket_id is not null then evidence.channel_style end as style,
        evidence.screen,
        evidence.app_version,
        -- after a reply in a chat the agent waits until the customer writes
        case
            when chats_before.replied_us > coalesce(chats_before.customer_replied_us, 0)
                then chats_before.replied_us
        end as waiting_since_us,
        calls_so_far.call_number
    from evidence
    left join chats_before
        on
            evidence.agent_key = chats_before.agent_key
            and evidence.ticket_id = chats_before.ticket_id
            and evidence.occurred_us = chats_before.occurred_us
    left join calls_so_far
        on
            evidence.agent_key = calls_so_far.agent_key
            and evidence.ticket_id = calls_so_far.ticket_id
            and evidence.occurred_us = calls_so_far.started_us
),

numbered as (
    select
        points.*,
        agents.agent_number
    from points
    inner join agents
        on points.agent_key = agents.agent_key
),

-- every point meets the next one; the call opened last is known
neighbours as (
    select
        *,
        row_number() over agent_timeline as place,
        lead(occurred_us) over agent_timeline as next_us,
        lead(ticket_id) over agent_timeline as next_ticket_id,
        lead(is_opening) over agent_timeline as next_is_opening,
        lead(is_activity) over agent_timeline as next_is_activity,
        lead(is_after_loss) over agent_timeline as next_is_after_loss,
        lead(is_bridge) over agent_timeline as next_is_bridge,
        lead(is_leaving) over agent_timeline as next_is_leaving,
        lead(is_returning) over agent_timeline as next_is_returning,
        lead(is_backend) over agent_timeline as next_is_backend,
        lead(clock_error_us) over agent_timeline as next_clock_error_us,
        last_value(block_started_us ignore nulls) over agent_past as in_block_started_us,
        last_value(call_number ignore nulls) over agent_past as latest_call_number
    from numbered
    window
        agent_timeline as (
            partition by agent_number
            order by occurred_us, instant_rank, ticket_id, is_bridge
        ),
        agent_past as (
            partition by agent_number
            order by occurred_us, instant_rank, ticket_id, is_bridge
            rows between unbounded preceding and current row
        )
),

-- nothing else reaches from one block into another
timeline as (
    select
        *,
        max(seen_until_us) over block_past as seen_so_far_us,
        last_value(hand ignore nulls) over block_past as last_hand,
        nullif(last_value(front ignore nulls) over block_past, '') as front_ticket_id,
        last_value(style ignore nulls) over block_past as last_style,
        last_value(screen ignore nulls) over block_past as front_screen,
        last_value(app_version ignore nulls) over block_past as front_app_version,
        last_value(case when is_activity or is_opening then ticket_id end ignore nulls)
            over block_past
            as last_ticket_id,
        last_value(case when is_exchange then occurred_us end ignore nulls)
            over block_past
            as last_exchange_us,
        first_value(case when is_exchange then occurred_us end ignore nulls) over (
            partition by agent_number, in_block_started_us
            order by place
            rows between 1 following and unbounded following
        ) as next_exchange_us
    from neighbours
    window block_past as (
        partition by agent_number, in_block_started_us
        order by place
        rows between unbounded preceding and current row
    )
),

-- where the frontend is not seen, an action on no ticket says that none is in hand
in_hand as (
    select
        *,
        case
            when hand is not null or seen_until_us is not null or seen_so_far_us > occurred_us
                then nullif(last_hand, '')
        end as ticket_after,
        waiting_since_us is not null and waiting_since_us >= in_block_started_us as is_waiting
    from timeline
    where not is_block_end and next_us > occurred_us
),

gaps as (
    select
        points.agent_key,
        points.in_block_started_us as block_started_us,
        points.occurred_us as started_us,
        points.next_us as ended_us,
        points.ticket_after,
        -- what an action is about was in hand before it, unless the action is the one that opens it
        case
            when
                points.next_is_opening
                and (points.next_ticket_id is distinct from points.ticket_after)
                then null
            else points.next_ticket_id
        end as ticket_before,
        points.next_ticket_id,
        points.is_logout as is_after_logout,
        coalesce(points.seen_so_far_us >= points.next_us, false) as is_seen,
        points.front_ticket_id,
        points.front_screen,
        points.front_app_version,
        points.last_style as style,
        points.last_ticket_id,
        points.is_waiting,
        points.is_done,
        points.next_is_opening,
        points.next_is_activity,
        points.next_is_after_loss,
        points.is_bridge or points.next_is_bridge as is_bridged,
        points.is_leaving or (points.next_is_returning and not points.is_returning) as is_trip,
        coalesce(points.last_exchange_us >= points.occurred_us - {{ exchange_us }}, false)
        or coalesce(points.next_exchange_us <= points.next_us + {{ exchange_us }}, false)
            as has_exchange,
        -- the errors of two clocks add up; within one clock both ends are wrong alike
        case
            when points.is_backend = points.next_is_backend then 0
            else points.clock_error_us + points.next_clock_error_us
        end as error_us,
        -- the server hears of an opening only after the agent has asked for it
        case
            when points.is_backend and points.is_opening
                then cast({{ request_way_us }} as int64)
            else 0
        end as lead_us,
        case
            when calls_so_far.ended_us >= points.next_us then calls_so_far.ticket_id
        end as latest_call_ticket_id,
        calls_so_far.proven_until_us as latest_call_proven_until_us,
        case
            when calls_so_far.longest_ended_us >= points.next_us
                then calls_so_far.longest_ticket_id
        end as longest_call_ticket_id,
        calls_so_far.longest_proven_until_us as longest_call_proven_until_us,
        case
            when calls_so_far.other_ended_us >= points.next_us then calls_so_far.other_ticket_id
        end as other_call_ticket_id
    from in_hand as points
    left join calls_so_far
        on
            points.agent_key = calls_so_far.agent_key
            and points.latest_call_number = calls_so_far.call_number
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
        gaps.next_ticket_id,
        gaps.is_seen,
        gaps.front_ticket_id,
        gaps.front_screen,
        gaps.front_app_version,
        gaps.style,
        gaps.last_ticket_id,
        gaps.is_waiting,
        gaps.is_done,
        coalesce(gaps.next_is_opening, false) as next_is_opening,
        coalesce(gaps.next_is_activity, false) as next_is_activity,
        coalesce(gaps.next_is_after_loss, false) as next_is_after_loss,
        gaps.is_bridged,
        coalesce(gaps.is_trip, false) as is_trip,
        gaps.has_exchange,
        coalesce(gaps.error_us, 0) as error_us,
        gaps.lead_us,
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

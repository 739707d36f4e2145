{{ config(tags=['of_this_run']) }}

{%- set exchange_us = 10000000 -%}
{%- set request_way_us = 1000000 -%}
{%- set day_us = day_microseconds() -%}

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

-- the blocks by number: windows over numbers cost half of those over texts
numbered_blocks as (
    select
        *,
        row_number() over (order by agent_key, started_us) as block_number,
        cast(floor(started_us / {{ day_us }}) as int64) as first_day,
        cast(floor(ended_us / {{ day_us }}) as int64) as last_day
    from blocks
),

-- and by the days (UTC) that they reach into: of a day an agent has few blocks, of all time many
block_days as (
    select
        agent_key,
        started_us,
        ended_us,
        block_number,
        day_number
    from numbered_blocks
    cross join {{ unnest_integers('first_day', 'last_day', 'day_number') }}
),

-- read once more instead of from the evidence above: what is read twice is kept whole, on DuckDB
chat_signs as (
    select
        signs.agent_key,
        signs.ticket_id,
        signs.occurred_us,
        signs.is_reply
    from {{ ref('int_agent_evidence') }} as signs
    {{ only_in_windows('signs', 'occurred_us', 'occurred_date') }}
    where signs.channel_style = 'concurrent'
),

-- when a chat's customer last wrote, and when the agent last replied, before each sign of it
chat_turns as (
    select
        agent_key,
        ticket_id,
        occurred_us,
        case when is_reply then occurred_us end as replied_us,
        cast(null as int64) as customer_replied_us
    from chat_signs
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
        row_number() over (order by agent_key, started_us, ticket_id) as call_number,
        max(ended_us) over (
            partition by agent_key
            order by started_us, ticket_id
            rows between unbounded preceding and 1 preceding
        ) as longest_before_us
    from calls
),

longest_calls as (
    select
        *,
        ended_us > coalesce(longest_before_us, 0) as is_longest
    from calls_before
),

-- of the calls opened so far, the one that lasts longest
call_states as (
    select
        agent_key,
        ticket_id,
        started_us,
        ended_us,
        proven_until_us,
        call_number,
        last_value(case when is_longest then ticket_id end ignore nulls) over agent_past
            as longest_ticket_id,
        last_value(case when is_longest then ended_us end ignore nulls) over agent_past
            as longest_ended_us,
        last_value(case when is_longest then proven_until_us end ignore nulls) over agent_past
            as longest_proven_until_us
    from longest_calls
    window agent_past as (
        partition by agent_key
        order by call_number
        rows between unbounded preceding and current row
    )
),

-- and the one that did when the latest was opened
calls_so_far as (
    select
        *,
        lag(longest_ticket_id) over agent_calls as other_ticket_id,
        lag(longest_ended_us) over agent_calls as other_ended_us
    from call_states
    window agent_calls as (
        partition by agent_key
        order by call_number
    )
),

-- Points that are no sign of the agent: where a block starts and ends, and where a call ends that
-- nobody ended.
markers as (
    select
        block_number,
        started_us as occurred_us,
        0 as instant_rank,
        false as is_block_end
    from numbered_blocks
    union all
    select
        block_days.block_number,
        calls.ended_us as occurred_us,
        5 as instant_rank,
        false as is_block_end
    from calls
    inner join block_days
        on
            calls.agent_key = block_days.agent_key
            and cast(floor(calls.ended_us / {{ day_us }}) as int64) = block_days.day_number
            and calls.ended_us >= block_days.started_us
            and calls.ended_us <= block_days.ended_us
    where not calls.has_own_ending
    union all
    select
        block_number,
        ended_us as occurred_us,
        9 as instant_rank,
        true as is_block_end
    from numbered_blocks
),

-- One timeline per block. At one instant a block starts first, then what ended, what went on and
-- what was opened follow one another, and a block ends last.
points as (
    select
        block_number,
        occurred_us,
        instant_rank,
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
        false as is_waiting,
        cast(null as int64) as customer_replied_us,
        cast(null as int64) as call_number
    from markers
    union all
    select
        block_days.block_number,
        evidence.occurred_us,
        case
            when evidence.is_opening and evidence.is_ending then 1
            when evidence.is_ending then 2
            when evidence.is_opening or evidence.is_view then 4
            else 3
        end as instant_rank,
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
        coalesce(
            chats_before.replied_us > coalesce(chats_before.customer_replied_us, 0)
            and chats_before.replied_us >= block_days.started_us,
            false
        ) as is_waiting,
        chats_before.customer_replied_us,
        calls_so_far.call_number
    from evidence
    inner join block_days
        on
            evidence.agent_key = block_days.agent_key
            and cast(floor(evidence.occurred_us / {{ day_us }}) as int64) = block_days.day_number
            and evidence.occurred_us >= block_days.started_us
            and evidence.occurred_us <= block_days.ended_us
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

-- Every point meets the next one, and knows what was before it. Nothing reaches from one block into
-- another, so that one sorting does for all.
timeline as (
    select
        *,
        lead(occurred_us) over block_timeline as next_us,
        lead(ticket_id) over block_timeline as next_ticket_id,
        lead(is_opening) over block_timeline as next_is_opening,
        lead(is_activity) over block_timeline as next_is_activity,
        lead(is_after_loss) over block_timeline as next_is_after_loss,
        lead(is_bridge) over block_timeline as next_is_bridge,
        lead(is_returning) over block_timeline as next_is_returning,
        lead(is_backend) over block_timeline as next_is_backend,
        lead(clock_error_us) over block_timeline as next_clock_error_us,
        lead(customer_replied_us) over block_timeline as next_customer_replied_us,
        last_value(call_number ignore nulls) over block_past as latest_call_number,
        max(seen_until_us) over block_past as seen_so_far_us,
        last_value(hand ignore nulls) over block_past as last_hand,
        last_value(front ignore nulls) over block_past as last_front,
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
            partition by block_number
            order by occurred_us, instant_rank, ticket_id, is_bridge
            rows between 1 following and unbounded following
        ) as next_exchange_us
    from points
    window
        block_timeline as (
            partition by block_number
            order by occurred_us, instant_rank, ticket_id, is_bridge
        ),
        block_past as (
            partition by block_number
            order by occurred_us, instant_rank, ticket_id, is_bridge
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
        end as ticket_after
    from timeline
    where not is_block_end and next_us > occurred_us
),

gaps as (
    select
        numbered_blocks.agent_key,
        numbered_blocks.started_us as block_started_us,
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
        -- the customer of a chat wrote before the agent's next sign of it: until then, the agent
        -- waited
        case
            when points.next_customer_replied_us > points.occurred_us
                then points.next_customer_replied_us
        end as customer_replied_us,
        points.next_ticket_id,
        points.is_logout as is_after_logout,
        coalesce(points.seen_so_far_us >= points.next_us, false) as is_seen,
        nullif(points.last_front, '') as front_ticket_id,
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
    inner join numbered_blocks
        on points.block_number = numbered_blocks.block_number
    left join calls_so_far
        on points.latest_call_number = calls_so_far.call_number
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
        gaps.customer_replied_us,
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
)

select * from final

{{ config(tags=['of_this_run']) }}

{%- set cutoff_us = var('idle_cutoff_seconds') * 1000000 -%}
{%- set proof_us = var('proof_gap_seconds') * 1000000 -%}
{%- set possible_us = var('possible_gap_seconds') * 1000000 -%}
{%- set grace_us = var('reading_grace_seconds') * 1000000 -%}

with gaps as (
    select
        seen.*,
        coalesce(pace.grace_us, least({{ grace_us }}, {{ cutoff_us }})) as grace_us,
        coalesce(pace.settling_us, 0) as settling_us,
        coalesce(seen.ticket_after, seen.front_ticket_id) as own_ticket_id
    from {{ ref('int_agent_gaps') }} as seen
    left join {{ ref('int_reading_pace') }} as pace
        on
            seen.agent_key = pace.agent_key
            and seen.block_started_us = pace.block_started_us
            and seen.style = pace.style
            and pace.is_seen
    where seen.is_seen and seen.call_ticket_id is null and not seen.is_after_logout
),

-- What a pause between two signs means, when the frontend's log tells that there was none between.
explained as (
    select
        *,
        case
            when is_trip and front_ticket_id = next_ticket_id and duration_us <= {{ cutoff_us }}
                then case when has_exchange then 'swivel' else 'open trip' end
            when is_trip then 'trip'
            when
                is_waiting
                and (
                    duration_us > {{ proof_us }}
                    or (customer_replied_us > started_us and customer_replied_us < ended_us)
                )
                then 'wait'
            when
                ticket_after is not null
                and (
                    next_is_opening
                    or next_ticket_id is null
                    or next_ticket_id = ticket_after
                )
                then 'on ticket'
            when ticket_after is not null and next_is_after_loss then 'lost switch'
            when ticket_after is not null then 'switch'
            when next_ticket_id is not null and next_is_activity and not next_is_opening
                then 'taken up'
            else 'no ticket'
        end as meaning,
        -- a chat is not worked on before its customer wrote
        case
            when customer_replied_us > started_us and customer_replied_us < ended_us
                then customer_replied_us
        end as workable_from_us
    from gaps
),

-- Head and tail of a pause are counted for the ticket before and the ticket after it.
placed as (
    select
        *,
        case
            when meaning = 'swivel' then ended_us
            when meaning = 'on ticket' and duration_us <= grace_us then ended_us
            when meaning = 'on ticket' then least(ended_us, started_us + settling_us)
            when meaning = 'lost switch' and duration_us <= grace_us
                then started_us + cast(floor(duration_us / 2) as int64)
            when meaning = 'lost switch' then least(ended_us, started_us + settling_us)
            else started_us
        end as head_to_us,
        case
            when meaning = 'on ticket' and duration_us > grace_us and ticket_after = next_ticket_id
                then greatest(started_us, ended_us - settling_us)
            when meaning = 'lost switch' and duration_us <= grace_us
                then started_us + cast(floor(duration_us / 2) as int64)
            when meaning = 'lost switch' then greatest(started_us, ended_us - settling_us)
            when
                meaning in ('wait', 'taken up')
                and next_is_activity
                and not next_is_opening
                and ended_us - workable_from_us <= grace_us
                then workable_from_us
            when
                meaning = 'taken up'
                and last_ticket_id = next_ticket_id
                and style <> 'concurrent'
                and duration_us <= grace_us
                then started_us
            when meaning = 'taken up' then greatest(started_us, ended_us - settling_us)
            else ended_us
        end as tail_from_us,
        case
            when meaning = 'wait' then coalesce(workable_from_us, ended_us)
            when meaning = 'taken up' and style = 'concurrent'
                then coalesce(workable_from_us, greatest(started_us, ended_us - grace_us))
            when meaning = 'taken up' then greatest(started_us, ended_us - grace_us)
            else started_us
        end as possible_from_us
    from explained
),

divided as (
    select
        *,
        greatest(head_to_us, least(tail_from_us, ended_us)) as middle_to_us,
        case
            when
                is_done
                and last_ticket_id is not null
                and meaning in ('no ticket', 'wait', 'taken up')
                then least(greatest(head_to_us, tail_from_us), ended_us, head_to_us + settling_us)
            else head_to_us
        end as aftermath_to_us
    from placed
),

heads as (
    select
        agent_key,
        block_started_us,
        started_us,
        head_to_us as ended_us,
        'ticket' as state,
        own_ticket_id as ticket_id,
        coalesce(
            meaning in ('swivel', 'on ticket')
            and own_ticket_id = next_ticket_id
            and duration_us <= {{ proof_us }}
            and not is_bridged,
            false
        ) as is_proven,
        true as is_possible,
        case when meaning = 'lost switch' then next_ticket_id end as possible_ticket_id,
        meaning = 'swivel' as is_swivel,
        meaning = 'swivel' as is_trip,
        error_us,
        lead_us,
        front_screen as screen,
        front_app_version as app_version
    from divided
    where started_us < head_to_us
),

-- what ended a ticket, or a turn of a chat, may have been followed by a last look at it
aftermaths as (
    select
        agent_key,
        block_started_us,
        head_to_us as started_us,
        aftermath_to_us as ended_us,
        case when meaning = 'wait' then 'idle' else 'no_ticket' end as state,
        last_ticket_id as ticket_id,
        false as is_proven,
        true as is_possible,
        case
            when meaning <> 'no ticket' and possible_from_us <= head_to_us
                then nullif(next_ticket_id, last_ticket_id)
        end as possible_ticket_id,
        false as is_swivel,
        false as is_trip,
        cast(0 as int64) as error_us,
        cast(0 as int64) as lead_us,
        front_screen as screen,
        front_app_version as app_version
    from divided
    where head_to_us < aftermath_to_us
),

middles as (
    select
        agent_key,
        block_started_us,
        aftermath_to_us as started_us,
        middle_to_us as ended_us,
        case
            when meaning in ('open trip', 'trip') then 'away'
            when meaning in ('on ticket', 'wait', 'lost switch') then 'idle'
            when duration_us <= grace_us then 'no_ticket'
            else 'idle'
        end as state,
        case
            when meaning in ('on ticket', 'lost switch', 'switch') then own_ticket_id
            when meaning in ('trip', 'open trip') then front_ticket_id
            when meaning in ('wait', 'taken up') and possible_from_us <= aftermath_to_us
                then next_ticket_id
            when meaning in ('wait', 'taken up') then coalesce(front_ticket_id, next_ticket_id)
            when meaning = 'no ticket' then front_ticket_id
        end as ticket_id,
        false as is_proven,
        (
            meaning in ('on ticket', 'lost switch', 'switch', 'open trip')
            and duration_us <= {{ possible_us }}
        )
        or (meaning in ('wait', 'taken up') and possible_from_us <= aftermath_to_us) as is_possible,
        case
            when meaning in ('lost switch', 'switch') and duration_us <= grace_us
                then next_ticket_id
        end as possible_ticket_id,
        false as is_swivel,
        meaning in ('trip', 'open trip') and duration_us >= 1000000 as is_trip,
        cast(0 as int64) as error_us,
        cast(0 as int64) as lead_us,
        front_screen as screen,
        front_app_version as app_version
    from divided
    where aftermath_to_us < middle_to_us
),

tails as (
    select
        agent_key,
        block_started_us,
        middle_to_us as started_us,
        ended_us,
        'ticket' as state,
        next_ticket_id as ticket_id,
        false as is_proven,
        true as is_possible,
        case when meaning = 'lost switch' then ticket_after end as possible_ticket_id,
        false as is_swivel,
        false as is_trip,
        error_us,
        cast(0 as int64) as lead_us,
        front_screen as screen,
        front_app_version as app_version
    from divided
    where middle_to_us < ended_us
),

final as (
    select * from heads
    union all
    select * from aftermaths
    union all
    select * from middles
    union all
    select * from tails
)

select * from final

{{ config(tags=['of_this_run']) }}

{%- set cutoff_us = var('idle_cutoff_seconds') * 1000000 -%}
{%- set proof_us = var('proof_gap_seconds') * 1000000 -%}
{%- set possible_us = var('possible_gap_seconds') * 1000000 -%}
{%- set grace_us = var('reading_grace_seconds') * 1000000 -%}

with gaps as (
    select
        unseen.*,
        least(
            greatest(coalesce(pace.typical_us, {{ cutoff_us }}), {{ grace_us }}), {{ cutoff_us }}
        ) as typical_us
    from {{ ref('int_agent_gaps') }} as unseen
    left join {{ ref('int_reading_pace') }} as pace
        on
            unseen.agent_key = pace.agent_key
            and unseen.block_started_us = pace.block_started_us
            and unseen.style = pace.style
            and not pace.is_seen
    where not unseen.is_seen or unseen.call_ticket_id is not null or unseen.is_after_logout
),

-- What a gap in the evidence means follows from the signs on both of its sides.
explained as (
    select
        *,
        case
            when call_ticket_id is not null then 'call'
            when is_after_logout then 'away'
            when ticket_after = ticket_before then 'same ticket'
            when ticket_before is not null then 'before an action'
            when ticket_after is not null then 'after an action'
            else 'no ticket'
        end as meaning,
        -- a chat is not worked on before its customer wrote
        case
            when customer_replied_us > started_us and customer_replied_us < ended_us
                then customer_replied_us
            else started_us
        end as workable_from_us,
        -- to end a chat whose customer did not write any more takes no longer than usual
        case
            when is_waiting and customer_replied_us is null and last_ticket_id = next_ticket_id
                then typical_us
            else {{ cutoff_us }}
        end as look_back_us
    from gaps
),

-- Counted work lies next to the sign that it belongs to; what lies further off was possibly work. A
-- pause that is longer than the cutoff, and ends with something else, was hardly work up to there.
placed as (
    select
        *,
        case
            when is_done and meaning not in ('call', 'away') then last_ticket_id
        end as done_ticket_id,
        least(ended_us, started_us + {{ proof_us }}) as aftermath_to_us,
        case
            when meaning = 'before an action'
                then greatest(workable_from_us, ended_us - look_back_us)
            else started_us
        end as counted_from_us,
        case
            when meaning in ('call', 'away', 'before an action') then ended_us
            when meaning = 'after an action' and duration_us > {{ cutoff_us }}
                then started_us + typical_us
            else least(ended_us, started_us + {{ cutoff_us }})
        end as counted_to_us,
        case
            when meaning = 'before an action'
                then greatest(workable_from_us, ended_us - {{ possible_us }})
            else started_us
        end as possible_from_us,
        case
            when meaning in ('after an action', 'same ticket')
                then least(ended_us, started_us + {{ possible_us }})
            when meaning = 'no ticket' then least(ended_us, started_us + {{ cutoff_us }})
            else ended_us
        end as possible_to_us
    from explained
),

counted as (
    select
        agent_key,
        block_started_us,
        counted_from_us as started_us,
        counted_to_us as ended_us,
        case meaning
            when 'away' then 'away'
            when 'no ticket' then 'no_ticket'
            else 'ticket'
        end as state,
        case meaning
            when 'call' then call_ticket_id
            when 'before an action' then ticket_before
            else ticket_after
        end as ticket_id,
        (meaning = 'call' and is_call_proven and beside_call_ticket_id is null)
        or (meaning = 'same ticket' and duration_us <= {{ proof_us }}) as is_proven,
        meaning not in ('away', 'no ticket') as is_possible,
        case
            when meaning = 'call' then beside_call_ticket_id
            when meaning = 'before an action' and counted_from_us < started_us + {{ possible_us }}
                then ticket_after
        end as possible_ticket_id,
        is_seen,
        error_us,
        lead_us,
        front_screen as screen,
        front_app_version as app_version,
        done_ticket_id,
        aftermath_to_us
    from placed
),

possible_before as (
    select
        agent_key,
        block_started_us,
        possible_from_us as started_us,
        counted_from_us as ended_us,
        'unknown' as state,
        ticket_before as ticket_id,
        false as is_proven,
        true as is_possible,
        case
            when possible_from_us < started_us + {{ possible_us }} then ticket_after
        end as possible_ticket_id,
        is_seen,
        cast(0 as int64) as error_us,
        cast(0 as int64) as lead_us,
        front_screen as screen,
        front_app_version as app_version,
        done_ticket_id,
        aftermath_to_us
    from placed
    where possible_from_us < counted_from_us
),

possible_after as (
    select
        agent_key,
        block_started_us,
        counted_to_us as started_us,
        possible_to_us as ended_us,
        'unknown' as state,
        ticket_after as ticket_id,
        false as is_proven,
        true as is_possible,
        cast(null as string) as possible_ticket_id,
        is_seen,
        cast(0 as int64) as error_us,
        cast(0 as int64) as lead_us,
        front_screen as screen,
        front_app_version as app_version,
        done_ticket_id,
        aftermath_to_us
    from placed
    where counted_to_us < possible_to_us
),

-- before the next ticket's share begins, the ticket that was in hand may still have been worked on
possible_previous as (
    select
        agent_key,
        block_started_us,
        started_us,
        least(possible_from_us, started_us + {{ possible_us }}) as ended_us,
        'unknown' as state,
        ticket_after as ticket_id,
        false as is_proven,
        true as is_possible,
        cast(null as string) as possible_ticket_id,
        is_seen,
        cast(0 as int64) as error_us,
        cast(0 as int64) as lead_us,
        front_screen as screen,
        front_app_version as app_version,
        done_ticket_id,
        aftermath_to_us
    from placed
    where started_us < possible_from_us and ticket_after is not null
),

unexplained as (
    select
        agent_key,
        block_started_us,
        possible_to_us as started_us,
        ended_us,
        'unknown' as state,
        cast(null as string) as ticket_id,
        false as is_proven,
        false as is_possible,
        cast(null as string) as possible_ticket_id,
        is_seen,
        cast(0 as int64) as error_us,
        cast(0 as int64) as lead_us,
        front_screen as screen,
        front_app_version as app_version,
        done_ticket_id,
        aftermath_to_us
    from placed
    where possible_to_us < ended_us
    union all
    select
        agent_key,
        block_started_us,
        case
            when ticket_after is null then started_us
            else started_us + {{ possible_us }}
        end as started_us,
        possible_from_us as ended_us,
        'unknown' as state,
        cast(null as string) as ticket_id,
        false as is_proven,
        false as is_possible,
        cast(null as string) as possible_ticket_id,
        is_seen,
        cast(0 as int64) as error_us,
        cast(0 as int64) as lead_us,
        front_screen as screen,
        front_app_version as app_version,
        done_ticket_id,
        aftermath_to_us
    from placed
    where
        started_us < possible_from_us
        and (ticket_after is null or started_us + {{ possible_us }} < possible_from_us)
),

pieces as (
    select * from counted
    union all
    select * from possible_before
    union all
    select * from possible_after
    union all
    select * from possible_previous
    union all
    select * from unexplained
),

-- what ended a ticket, or a turn of a chat, may have been followed by a last look at it
looked_back as (
    select
        *,
        case
            when
                done_ticket_id is not null
                and possible_ticket_id is null
                and (not is_possible or (ticket_id is distinct from done_ticket_id))
                then least(ended_us, greatest(started_us, aftermath_to_us))
            else started_us
        end as divided_at_us
    from pieces
),

last_looks as (
    select
        agent_key,
        block_started_us,
        started_us,
        divided_at_us as ended_us,
        state,
        ticket_id,
        is_proven,
        is_possible,
        done_ticket_id as possible_ticket_id,
        is_seen,
        error_us,
        lead_us,
        screen,
        app_version
    from looked_back
    where started_us < divided_at_us
),

-- what widens the bounds counts once, with the first part
others as (
    select
        agent_key,
        block_started_us,
        divided_at_us as started_us,
        ended_us,
        state,
        ticket_id,
        is_proven,
        is_possible,
        possible_ticket_id,
        is_seen,
        case when started_us < divided_at_us then 0 else error_us end as error_us,
        case when started_us < divided_at_us then 0 else lead_us end as lead_us,
        screen,
        app_version
    from looked_back
    where divided_at_us < ended_us
),

final as (
    select * from last_looks
    union all
    select * from others
)

select * from final

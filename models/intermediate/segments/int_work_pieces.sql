{{ config(tags=['of_this_run']) }}

{%- set cutoff_us = var('idle_cutoff_seconds') * 1000000 -%}
{%- set proof_us = var('proof_gap_seconds') * 1000000 -%}
{%- set possible_us = var('possible_gap_seconds') * 1000000 -%}

with gaps as (
    select * from {{ ref('int_agent_gaps') }}
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
        end as workable_from_us
    from gaps
),

-- Counted work lies next to the sign that it belongs to; what lies further off was possibly work.
placed as (
    select
        *,
        case
            when meaning = 'before an action'
                then greatest(workable_from_us, ended_us - {{ cutoff_us }})
            else started_us
        end as counted_from_us,
        case
            when meaning in ('call', 'away', 'before an action') then ended_us
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
        end as possible_ticket_id
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
        end as possible_ticket_id
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
        cast(null as string) as possible_ticket_id
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
        cast(null as string) as possible_ticket_id
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
        cast(null as string) as possible_ticket_id
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
        cast(null as string) as possible_ticket_id
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

dated as (
    select
        *,
        {{ local_date(timestamp_at('started_us')) }} as first_date,
        {{ local_date(timestamp_at('ended_us - 1')) }} as last_date
    from pieces
),

within_one_day as (
    select
        agent_key,
        block_started_us,
        started_us,
        ended_us,
        first_date as work_date,
        state,
        ticket_id,
        is_proven,
        is_possible,
        possible_ticket_id
    from dated
    where first_date = last_date
),

days_of_longer_pieces as (
    select
        dated.*,
        cast({{ dbt.dateadd('day', 'day_number', 'dated.first_date') }} as date) as work_date,
        cast({{ dbt.dateadd('day', 'day_number + 1', 'dated.first_date') }} as date) as next_date
    from dated
    cross join
        {{ unnest_integers(
            '0', dbt.datediff('dated.first_date', 'dated.last_date', 'day'), 'day_number'
        ) }}
    where dated.first_date < dated.last_date
),

-- work over midnight belongs to both days, to each with its own share
split_at_midnight as (
    select
        agent_key,
        block_started_us,
        greatest(started_us, {{ epoch_microseconds(day_start('work_date')) }}) as started_us,
        least(ended_us, {{ epoch_microseconds(day_start('next_date')) }}) as ended_us,
        work_date,
        state,
        ticket_id,
        is_proven,
        is_possible,
        possible_ticket_id
    from days_of_longer_pieces
),

final as (
    select * from within_one_day
    union all
    select * from split_at_midnight
)

select * from final

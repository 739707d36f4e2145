{{ config(
    materialized='incremental',
    pre_hook="{{ take_out(is_of_touched_ticket('old')) }}",
    cluster_by=['agent_key', 'ticket_id']
) }}
-- depends_on: {{ ref('int_open_stretches_before') }}

with actions as (
    select
        *,
        case
            when action = 'ticket_created' then 0
            when is_ending then 2
            else 1
        end as instant_rank
    from {{ ref('int_ticket_log') }}
    where has_effect
),

tickets as (
    select * from {{ ref('stg_contact_tool_backend__tickets') }}
),

-- what each action changes: whose ticket it is ('' is nobody's), whether it waits, whether it is
-- done
changes as (
    select
        ticket_id,
        log_id,
        occurred_us,
        instant_rank,
        case
            when action in ('ticket_transferred', 'ticket_merged') then ''
            when is_evidence and not is_ending then agent_key
            when action = 'ticket_assigned' then agent_key
        end as new_owner,
        case
            when action = 'ticket_pending' then true
            when
                action in (
                    'customer_replied', 'ticket_reopened', 'ticket_resolved', 'ticket_closed'
                )
                then false
        end as new_is_pending,
        case
            when action in ('ticket_resolved', 'ticket_closed', 'ticket_merged') then true
            when action in ('ticket_created', 'ticket_reopened') then false
        end as new_is_done
    from actions
),

states as (
    select
        ticket_id,
        occurred_us,
        lead(occurred_us) over (
            partition by ticket_id
            order by occurred_us, instant_rank, log_id
        ) as next_us,
        last_value(new_owner ignore nulls) over ticket_past as agent_key,
        coalesce(last_value(new_is_pending ignore nulls) over ticket_past, false) as is_pending,
        coalesce(last_value(new_is_done ignore nulls) over ticket_past, false) as is_done
    from changes
    window ticket_past as (
        partition by ticket_id
        order by occurred_us, instant_rank, log_id
        rows between unbounded preceding and current row
    )
),

-- the last state of a ticket lasts until the tickets table says that it ended, if it says so
stretches as (
    select
        states.ticket_id,
        states.agent_key,
        states.occurred_us as started_us,
        coalesce(
            states.next_us,
            unix_micros(coalesce(
                tickets.closed_at,
                case
                    when tickets.status in ('resolved', 'closed', 'abandoned')
                        then tickets.status_since_at
                end
            ))
        ) as ended_us
    from states
    left join tickets
        on states.ticket_id = tickets.ticket_id
    where
        states.agent_key <> ''
        and not states.is_pending
        and not states.is_done
),

final as (
    select
        ticket_id,
        agent_key,
        started_us,
        ended_us,
        {{ local_date('timestamp_micros(started_us)') }} as first_date,
        {{ local_date('timestamp_micros(ended_us - 1)') }} as last_date,
        cast({{ run_number() }} as int64) as built_in_run
    from stretches
    where ended_us > started_us
)

select * from final

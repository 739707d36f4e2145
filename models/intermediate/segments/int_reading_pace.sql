{{ config(tags=['of_this_run']) }}

with pauses as (
    select
        agent_key,
        block_started_us,
        style,
        is_seen,
        duration_us,
        sum(duration_us) over (
            partition by agent_key, block_started_us, style, is_seen
            order by duration_us
            rows between unbounded preceding and current row
        ) as time_so_far_us,
        sum(duration_us) over (partition by agent_key, block_started_us, style, is_seen) as time_us
    from {{ ref('int_agent_gaps') }}
    where
        call_ticket_id is null
        and not is_trip
        and not is_waiting
        and not is_bridged
        and ticket_after = next_ticket_id
        and duration_us <= {{ var('idle_cutoff_seconds') * 1000000 }}
),

-- half of the time lies in pauses that are no longer
typical as (
    select
        agent_key,
        block_started_us,
        style,
        is_seen,
        min(duration_us) as typical_us
    from pauses
    where time_so_far_us * 2 >= time_us
    group by agent_key, block_started_us, style, is_seen
),

final as (
    select
        agent_key,
        block_started_us,
        style,
        is_seen,
        typical_us,
        cast(floor(typical_us / 2) as int64) as settling_us,
        least(
            greatest({{ var('reading_grace_seconds') * 1000000 }}, 4 * typical_us),
            {{ var('idle_cutoff_seconds') * 1000000 }}
        ) as grace_us
    from typical
)

select * from final

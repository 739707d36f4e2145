with evidence as (
    select * from {{ ref('int_agent_evidence') }}
),

shifts as (
    select
        agent_key,
        {{ epoch_microseconds('starts_at') }} as started_us,
        {{ epoch_microseconds('ends_at') }} as ended_us
    from {{ ref('stg_workforce__shifts') }}
    where activity = 'work'
),

-- Evidence spans: signs of an agent that follow one another closely enough to be one stretch at
-- work.
neighbours as (
    select
        agent_key,
        occurred_us,
        lag(occurred_us) over (
            partition by agent_key
            order by occurred_us, ticket_id
        ) as previous_us
    from evidence
),

span_starts as (
    select
        agent_key,
        occurred_us as started_us,
        previous_us as previous_span_ended_us
    from neighbours
    where
        previous_us is null
        or occurred_us - previous_us > {{ var('possible_gap_seconds') }} * 1000000
),

last_signs as (
    select
        agent_key,
        max(occurred_us) as last_us
    from evidence
    group by agent_key
),

evidence_spans as (
    select
        span_starts.agent_key,
        span_starts.started_us,
        coalesce(
            lead(span_starts.previous_span_ended_us) over (
                partition by span_starts.agent_key
                order by span_starts.started_us
            ),
            last_signs.last_us
        ) as ended_us
    from span_starts
    inner join last_signs
        on span_starts.agent_key = last_signs.agent_key
),

-- A login holds until the next login or logout; one that no logout ends within 16 hours tells
-- nothing more.
logins as (
    select
        agent_key,
        occurred_us as started_us,
        is_login,
        lead(occurred_us) over (
            partition by agent_key
            order by occurred_us
        ) as ended_us,
        lead(is_logout) over (
            partition by agent_key
            order by occurred_us
        ) as is_logged_out
    from evidence
    where is_login or is_logout
),

-- A shift is a plan: it counts where the agent showed at least one sign of being there in it.
attended_shifts as (
    select distinct
        shifts.agent_key,
        shifts.started_us,
        shifts.ended_us
    from shifts
    inner join evidence_spans
        on
            shifts.agent_key = evidence_spans.agent_key
            and shifts.started_us <= evidence_spans.ended_us
            and shifts.ended_us >= evidence_spans.started_us
),

stretches as (
    select
        agent_key,
        started_us,
        ended_us
    from evidence_spans
    union all
    select
        agent_key,
        started_us,
        ended_us
    from logins
    where is_login and is_logged_out and ended_us - started_us <= 57600000000
    union all
    select
        agent_key,
        started_us,
        ended_us
    from attended_shifts
    union all
    select
        agent_key,
        started_us,
        ended_us
    from {{ ref('int_call_stretches') }}
),

reached as (
    select
        agent_key,
        started_us,
        ended_us,
        max(ended_us) over (
            partition by agent_key
            order by started_us, ended_us
            rows between unbounded preceding and 1 preceding
        ) as reached_us
    from stretches
),

block_numbers as (
    select
        agent_key,
        started_us,
        ended_us,
        sum(case when reached_us is null or started_us > reached_us then 1 else 0 end) over (
            partition by agent_key
            order by started_us, ended_us
            rows between unbounded preceding and current row
        ) as block_number
    from reached
),

final as (
    select
        agent_key,
        min(started_us) as started_us,
        max(ended_us) as ended_us
    from block_numbers
    group by agent_key, block_number
)

select * from final

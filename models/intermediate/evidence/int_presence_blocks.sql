{{ config(
    materialized='incremental',
    pre_hook="{{ take_out_matching(ref('int_touched_windows'), is_in_window('old', 'started_us')) }}",
    cluster_by=['agent_key']
) }}

with evidence as (
    {% if is_increment() %}
        select
            signs.*,
            windows.started_us as window_started_us
        from {{ ref('int_agent_evidence') }} as signs
        inner join {{ ref('int_touched_windows') }} as windows
            on
                signs.agent_key = windows.agent_key
                and signs.occurred_us >= windows.started_us
                and signs.occurred_us <= windows.ended_us
                and {{ is_on_dates_of_windows('signs.occurred_date') }}
    {% else %}
        select
            signs.*,
            0 as window_started_us
        from {{ ref('int_agent_evidence') }} as signs
    {% endif %}
),

shifts as (
    select
        agent_key,
        unix_micros(starts_at) as started_us,
        unix_micros(ends_at) as ended_us
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
        or occurred_us - previous_us > {{ var('possible_gap_seconds') * 1000000 }}
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
        lead(occurred_us) over agent_logins as ended_us,
        lead(is_logout) over agent_logins as is_logged_out
    from evidence
    where is_login or is_logout
    window agent_logins as (
        partition by agent_key, window_started_us
        order by occurred_us, is_logout, ticket_id
    )
),

-- A shift is a plan: it counts where the agent showed at least one sign of being there in it.
attended_shifts as (
    select
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

-- each stretch once: equal ones (a login whose first and last signs are the login and the logout)
-- have no order, and the two numberings below may not take them in the same one
stretches as (
    select
        agent_key,
        started_us,
        ended_us
    from evidence_spans
    union distinct
    select
        agent_key,
        started_us,
        ended_us
    from logins
    where is_login and is_logged_out and ended_us - started_us <= {{ longest_login_us() }}
    union distinct
    select
        agent_key,
        started_us,
        ended_us
    from attended_shifts
    union distinct
    select
        calls.agent_key,
        calls.started_us,
        calls.ended_us
    from {{ ref('int_call_stretches') }} as calls
    {{ only_in_windows('calls', 'started_us') }}
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
        max(ended_us) as ended_us,
        cast({{ run_number() }} as int64) as built_in_run
    from block_numbers
    group by agent_key, block_number
)

select * from final

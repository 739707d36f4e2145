{{ config(
    materialized='incremental',
    pre_hook="{{ take_out_matching(ref('int_touched_windows'), is_in_window('old', 'started_us')) }}"
) }}

with evidence as (
    select signs.*
    from {{ ref('int_agent_evidence') }} as signs
    {% if is_increment() %}
        -- an agent's signs from some time before the first stretch that is rebuilt to after the last
        inner join (
            select
                agent_key,
                min(started_us) - {{ longest_call_us() }} as started_us,
                max(ended_us) + {{ longest_call_us() }} as ended_us
            from {{ ref('int_touched_windows') }}
            group by agent_key
        ) as touched
            on {{ is_in_window('signs', 'occurred_us') }}
        where
            {{ is_on_dates_of(
                'signs.occurred_date', 'int_touched_windows',
                days_after('timestamp_micros(started_us - ' ~ longest_call_us() ~ ')', -1),
                days_after('timestamp_micros(ended_us + ' ~ longest_call_us() ~ ')', 1)
            ) }}
    {% endif %}
),

shifts as (
    select * from {{ ref('stg_workforce__shifts') }}
),

call_signs as (
    select
        *,
        lag(occurred_us) over (
            partition by agent_key, ticket_id
            order by occurred_us
        ) as previous_us,
        lag(is_ending) over (
            partition by agent_key, ticket_id
            order by occurred_us
        ) as previous_is_ending,
        min(case when is_ending then occurred_us end) over (
            partition by agent_key, ticket_id
            order by occurred_us
            rows between 1 following and unbounded following
        ) as next_ending_us
    from evidence
    where channel_style = 'continuous' and (is_ticket_opened or is_ending)
),

-- a call that is opened again while it is open is still the same stretch
openings as (
    select
        agent_key,
        ticket_id,
        occurred_us as started_us,
        longest_call_us,
        case
            when next_ending_us - occurred_us <= longest_call_us then next_ending_us
        end as own_ending_us
    from call_signs
    where
        is_ticket_opened
        and not is_ending
        and (
            coalesce(previous_is_ending, true)
            or occurred_us - previous_us > longest_call_us
        )
),

-- of openings and views in a row of the same ticket, only the first means that the agent turned to
-- another one
switches as (
    select
        agent_key,
        occurred_us,
        ticket_id,
        is_logout,
        is_view or channel_style in ('concurrent', 'deferred') as is_elsewhere,
        (is_opening or is_view) and (
            ticket_id is distinct from lag(ticket_id) over (
                partition by agent_key, is_opening or is_view
                order by occurred_us, ticket_id
            )
        ) as is_switch
    from evidence
    where is_opening or is_view or is_logout
),

what_follows as (
    select
        agent_key,
        occurred_us,
        ticket_id,
        min(case when is_logout then occurred_us end) over (
            partition by agent_key
            order by occurred_us, ticket_id
            rows between 1 following and unbounded following
        ) as next_logout_us,
        min(case when is_switch then occurred_us end) over (
            partition by agent_key
            order by occurred_us, ticket_id
            rows between 1 following and unbounded following
        ) as next_switch_us
    from switches
),

bounded as (
    select
        openings.agent_key,
        openings.ticket_id,
        openings.started_us,
        openings.started_us + openings.longest_call_us as latest_end_us,
        case
            when
                openings.own_ending_us
                <= coalesce(what_follows.next_logout_us, openings.own_ending_us)
                then openings.own_ending_us
        end as own_ending_us,
        what_follows.next_logout_us,
        what_follows.next_switch_us
    from openings
    inner join what_follows
        on
            openings.agent_key = what_follows.agent_key
            and openings.ticket_id = what_follows.ticket_id
            and openings.started_us = what_follows.occurred_us
),

-- A call goes on while its agent takes other calls, but not where something else came in front, and
-- nothing of the call for longer than anybody pauses.
looks_elsewhere as (
    select
        bounded.agent_key,
        bounded.ticket_id,
        bounded.started_us,
        switches.occurred_us as turned_us,
        min(evidence.occurred_us) as returned_us
    from bounded
    inner join switches
        on
            bounded.agent_key = switches.agent_key
            and bounded.started_us < switches.occurred_us
            and bounded.own_ending_us > switches.occurred_us
            and switches.is_elsewhere
            and (bounded.ticket_id is distinct from switches.ticket_id)
    inner join evidence
        on
            bounded.agent_key = evidence.agent_key
            and bounded.ticket_id = evidence.ticket_id
            and switches.occurred_us < evidence.occurred_us
            and bounded.own_ending_us >= evidence.occurred_us
    group by
        bounded.agent_key, bounded.ticket_id, bounded.started_us, switches.occurred_us
),

turns_away as (
    select
        agent_key,
        ticket_id,
        started_us,
        min(turned_us) as turned_us
    from looks_elsewhere
    where returned_us - turned_us > {{ var('idle_cutoff_seconds') * 1000000 }}
    group by agent_key, ticket_id, started_us
),

told as (
    select
        bounded.agent_key,
        bounded.ticket_id,
        bounded.started_us,
        bounded.latest_end_us,
        case when turns_away.turned_us is null then bounded.own_ending_us end as own_ending_us,
        bounded.next_logout_us,
        bounded.next_switch_us,
        turns_away.turned_us
    from bounded
    left join turns_away
        on
            bounded.agent_key = turns_away.agent_key
            and bounded.ticket_id = turns_away.ticket_id
            and bounded.started_us = turns_away.started_us
),

ended as (
    select
        agent_key,
        ticket_id,
        started_us,
        own_ending_us as ended_us,
        own_ending_us as proven_until_us
    from told
    where own_ending_us is not null
),

-- Calls whose end no log tells: whatever comes first of another ticket's opening, the logout and
-- the shift's end.
not_ended as (
    select
        told.agent_key,
        told.ticket_id,
        told.started_us,
        coalesce(told.turned_us, least(
            told.latest_end_us,
            coalesce(told.next_switch_us, told.latest_end_us),
            coalesce(told.next_logout_us, told.latest_end_us),
            coalesce(min(unix_micros(shifts.ends_at)), told.latest_end_us)
        )) as ended_us,
        told.latest_end_us
    from told
    left join shifts
        on
            told.agent_key = shifts.agent_key
            and shifts.activity = 'work'
            and told.started_us >= unix_micros(shifts.starts_at)
            and told.started_us < unix_micros(shifts.ends_at)
    where told.own_ending_us is null
    group by
        told.agent_key, told.ticket_id, told.started_us, told.latest_end_us,
        told.next_switch_us,
        told.next_logout_us,
        told.turned_us
),

-- their length is proven no further than the last sign of the call; where nothing ends them they
-- are no stretch
guessed as (
    select
        not_ended.agent_key,
        not_ended.ticket_id,
        not_ended.started_us,
        not_ended.ended_us,
        max(evidence.occurred_us) as proven_until_us
    from not_ended
    inner join evidence
        on
            not_ended.agent_key = evidence.agent_key
            and not_ended.ticket_id = evidence.ticket_id
            and not_ended.started_us <= evidence.occurred_us
            and not_ended.ended_us >= evidence.occurred_us
    where
        not_ended.ended_us < not_ended.latest_end_us
        and not_ended.ended_us > not_ended.started_us
    group by not_ended.agent_key, not_ended.ticket_id, not_ended.started_us, not_ended.ended_us
),

final as (
    select
        agent_key,
        ticket_id,
        started_us,
        ended_us,
        proven_until_us,
        true as has_own_ending,
        cast({{ run_number() }} as int64) as built_in_run
    from ended
    union all
    select
        agent_key,
        ticket_id,
        started_us,
        ended_us,
        proven_until_us,
        false as has_own_ending,
        cast({{ run_number() }} as int64) as built_in_run
    from guessed
)

select final.* from final
{{ only_in_windows('final', 'started_us') }}

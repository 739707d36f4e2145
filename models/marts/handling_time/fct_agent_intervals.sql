{{ config(
    materialized='incremental',
    grants=per_agent_readers(),
    pre_hook="{{ take_out_matching(
        ref('int_touched_agent_days'),
        is_of_agent_day('old.agent_key', 'old.interval_date'),
        is_on_dates_of('old.interval_date', 'int_touched_agent_days', 'work_date')
    ) }}",
    partition_by=partition_by_day('interval_date'),
    cluster_by=['agent_key']
) }}

with states as (
    select all_states.*
    from {{ ref('int_agent_interval_states') }} as all_states
    {{ only_of_agent_days('all_states.agent_key', 'all_states.work_date') }}
),

open_stretches as (
    select
        stretches.agent_key,
        stretches.started_us,
        stretches.ended_us,
        stretches.first_date,
        stretches.last_date
    from {{ ref('int_ticket_open_stretches') }} as stretches
    {% if is_increment() %}
        inner join (
            select
                agent_key,
                min(work_date) as first_date,
                max(work_date) as last_date
            from {{ ref('int_touched_agent_days') }}
            group by agent_key
        ) as touched
            on
                stretches.agent_key = touched.agent_key
                and stretches.first_date <= touched.last_date
                and stretches.last_date >= touched.first_date
    {% endif %}
),

open_days as (
    select
        open_stretches.agent_key,
        open_stretches.started_us,
        open_stretches.ended_us,
        {{ days_after('open_stretches.first_date', 'day_number') }} as work_date
    from open_stretches
    cross join
        {{ unnest_integers(
            '0',
            dbt.datediff('open_stretches.first_date', 'open_stretches.last_date', 'day'),
            'day_number'
        ) }}
),

-- only for intervals in which the agent was online: a mail left open over night is nobody's work
open_tickets as (
    select
        states.agent_key,
        states.interval_start_us,
        cast(
            sum(
                least(open_days.ended_us, states.interval_start_us + {{ interval_microseconds() }})
                - greatest(open_days.started_us, states.interval_start_us)
            ) as int64
        ) as open_ticket_us
    from states
    inner join open_days
        on
            states.agent_key = open_days.agent_key
            and states.work_date = open_days.work_date
            and states.interval_start_us < open_days.ended_us
            and states.interval_start_us + {{ interval_microseconds() }} > open_days.started_us
    group by states.agent_key, states.interval_start_us
),

completions as (
    select
        tickets.agent_key,
        tickets.completed_date as work_date,
        unix_micros({{ interval_start('tickets.completed_at') }}) as interval_start_us,
        count(*) as completed_count
    from {{ ref('int_tickets') }} as tickets
    {{ only_of_agent_days('tickets.agent_key', 'tickets.completed_date') }}
    where
        tickets.is_completed
        and tickets.agent_count > 0
    group by
        tickets.agent_key,
        tickets.completed_date,
        unix_micros({{ interval_start('tickets.completed_at') }})
),

combined as (
    select
        coalesce(states.agent_key, completions.agent_key) as agent_key,
        coalesce(states.interval_start_us, completions.interval_start_us) as interval_start_us,
        coalesce(states.work_date, completions.work_date) as interval_date,
        coalesce(states.online_us, 0) as online_us,
        coalesce(states.ticket_us, 0) as ticket_us,
        coalesce(states.no_ticket_us, 0) as no_ticket_us,
        coalesce(states.idle_us, 0) as idle_us,
        coalesce(states.away_us, 0) as away_us,
        coalesce(states.unknown_us, 0) as unknown_us,
        coalesce(completions.completed_count, 0) as completed_count
    from states
    full outer join completions
        on
            states.agent_key = completions.agent_key
            and states.interval_start_us = completions.interval_start_us
),

final as (
    select
        timestamp_micros(combined.interval_start_us) as interval_start_at,
        combined.interval_date,
        combined.agent_key,
        {{ seconds('combined.online_us') }} as online_seconds,
        {{ seconds('combined.ticket_us') }} as ticket_seconds,
        {{ seconds('combined.no_ticket_us') }} as no_ticket_seconds,
        {{ seconds('combined.idle_us') }} as idle_seconds,
        {{ seconds('combined.away_us') }} as away_seconds,
        {{ seconds('combined.unknown_us') }} as unknown_seconds,
        {{ seconds('coalesce(open_tickets.open_ticket_us, 0)') }} as open_ticket_seconds,
        combined.completed_count
    from combined
    left join open_tickets
        on
            combined.agent_key = open_tickets.agent_key
            and combined.interval_start_us = open_tickets.interval_start_us
)

select * from final

{{ config(
    materialized='incremental',
    pre_hook="{{ take_out_matching(
        ref('int_touched_windows'), is_in_window('old', 'started_us'), is_on_dates_of_windows('old.work_date')
    ) }}",
    partition_by=partition_by_day('work_date'),
    cluster_by=['agent_key']
) }}

with pieces as (
    select
        *,
        ended_us - started_us as duration_us
    from {{ ref('int_work_pieces') }}
),

neighbours as (
    select
        *,
        lag(ended_us) over agent_pieces as previous_ended_us,
        lag(work_date) over agent_pieces as previous_work_date,
        lag(state) over agent_pieces as previous_state,
        lag(ticket_id) over agent_pieces as previous_ticket_id,
        lag(possible_ticket_id) over agent_pieces as previous_possible_ticket_id
    from pieces
    window agent_pieces as (
        partition by agent_key
        order by started_us
    )
),

-- pieces of one ticket in one state that touch one another are one stretch
together as (
    select
        *,
        last_value(
            case
                when
                    started_us = previous_ended_us
                    and work_date = previous_work_date
                    and state = previous_state
                    and ticket_id is not distinct from previous_ticket_id
                    and possible_ticket_id is not distinct from previous_possible_ticket_id
                    then null
                else started_us
            end ignore nulls
        ) over (
            partition by agent_key
            order by started_us
            rows between unbounded preceding and current row
        ) as segment_started_us
    from neighbours
),

merged as (
    select
        agent_key,
        block_started_us,
        work_date,
        state,
        ticket_id,
        possible_ticket_id,
        segment_started_us as started_us,
        max(ended_us) as ended_us,
        cast(sum(duration_us) as int64) as duration_us,
        cast(sum(case when state = 'ticket' then duration_us else 0 end) as int64) as effort_us,
        cast(sum(case when is_proven then greatest(duration_us - error_us, 0) else 0 end) as int64)
            as effort_low_us,
        cast(sum(case when is_possible then duration_us + error_us + lead_us else 0 end) as int64)
            as effort_high_us,
        cast(sum(case when is_possible then error_us + lead_us else 0 end) as int64)
            as clock_error_us,
        cast(sum(case when is_swivel then duration_us else 0 end) as int64) as swivel_us,
        cast(
            sum(
                case
                    when is_seen and not is_swivel and state in ('ticket', 'idle') then duration_us
                    else 0
                end
            ) as int64
        ) as focus_us,
        max(case when is_seen then 1 else 0 end) = 1 as is_seen,
        cast(
            sum(case when possible_ticket_id is not null then duration_us else 0 end) as int64
        ) as possible_effort_us
    from together
    group by
        agent_key,
        block_started_us,
        work_date,
        state,
        ticket_id,
        possible_ticket_id,
        segment_started_us
),

final as (
    select
        {{ dbt.hash(
            "agent_key || '|' || cast(started_us as string) || '|' || cast(ended_us as string)"
            ~ " || '|' || state || '|' || coalesce(ticket_id, '')"
        ) }} as segment_id,
        agent_key,
        block_started_us,
        work_date,
        state,
        ticket_id,
        possible_ticket_id,
        started_us,
        ended_us,
        duration_us,
        effort_us,
        effort_low_us,
        effort_high_us,
        possible_effort_us,
        clock_error_us,
        case when ticket_id is not null then swivel_us else 0 end as swivel_us,
        case when ticket_id is not null then focus_us else 0 end as focus_us,
        case
            when is_seen then 'combined'
            when state in ('ticket', 'no_ticket') then 'backend'
            else 'none'
        end as evidence_grade,
        cast({{ run_number() }} as int64) as built_in_run
    from merged
)

select * from final

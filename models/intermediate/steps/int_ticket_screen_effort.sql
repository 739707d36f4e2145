{{ config(
    materialized='incremental',
    pre_hook="{{ take_out_matching(
        ref('int_touched_windows'), is_in_window('old', 'block_started_us'), is_on_dates_of_windows('old.work_date')
    ) }}",
    partition_by=partition_by_day('work_date'),
    cluster_by=['agent_key']
) }}

with pieces as (
    select
        *,
        coalesce(screen, 'unknown') as screen_name,
        ended_us - started_us as duration_us
    from {{ ref('int_work_pieces') }}
),

neighbours as (
    select
        *,
        lag(ticket_id) over agent_pieces as previous_ticket_id,
        lag(screen_name) over agent_pieces as previous_screen_name,
        lag(state) over agent_pieces as previous_state,
        lag(is_trip) over agent_pieces as previous_is_trip
    from pieces
    window agent_pieces as (
        partition by agent_key, block_started_us
        order by started_us
    )
),

-- a visit begins when the agent comes to a screen from another one, from another ticket or back
-- from elsewhere
summed as (
    select
        agent_key,
        block_started_us,
        work_date,
        ticket_id,
        screen_name as screen,
        max(app_version) as app_version,
        count(
            case
                when
                    state = 'ticket'
                    and (
                        previous_state is null
                        or previous_state <> 'ticket'
                        or previous_ticket_id <> ticket_id
                        or previous_screen_name <> screen_name
                    )
                    then 1
            end
        ) as visits,
        cast(sum(case when state = 'ticket' then duration_us else 0 end) as int64) as effort_us,
        count(case when is_trip and not coalesce(previous_is_trip, false) then 1 end) as away_count,
        cast(sum(case when is_swivel then duration_us else 0 end) as int64) as swivel_us,
        cast({{ run_number() }} as int64) as built_in_run
    from neighbours
    where ticket_id is not null and (state = 'ticket' or is_trip)
    group by agent_key, block_started_us, work_date, ticket_id, screen_name
),

-- a trip that goes on after midnight is one of the day before
final as (
    select * from summed
    where effort_us > 0 or away_count > 0
)

select * from final

{{ config(
    materialized='incremental',
    pre_hook="{{ take_out_matching(
        ref('int_touched_windows'), is_in_window('old', 'block_started_us'), is_on_dates_of_windows('old.work_date')
    ) }}",
    partition_by=partition_by_day('work_date'),
    cluster_by=['agent_key']
) }}

with swivels as (
    select * from {{ ref('int_work_pieces') }}
    where is_swivel
),

-- a trip and what the agent is back on: few pieces, so that the windows below are small
returns as (
    select pieces.*
    from {{ ref('int_work_pieces') }} as pieces
    inner join swivels
        on
            pieces.agent_key = swivels.agent_key
            and pieces.block_started_us = swivels.block_started_us
            and pieces.started_us = swivels.ended_us
    where not pieces.is_swivel
),

pieces as (
    select * from swivels
    union all
    select * from returns
),

-- pieces of one trip follow one another; behind the last one the agent is back
neighbours as (
    select
        *,
        ended_us - started_us as duration_us,
        coalesce(screen, 'unknown') as screen_name,
        lag(case when is_swivel then ended_us end) over agent_pieces as trip_went_on_until_us,
        first_value(
            case when not is_swivel then coalesce(screen, 'unknown') end ignore nulls
        ) over (
            partition by agent_key, block_started_us
            order by started_us
            rows between 1 following and unbounded following
        ) as next_screen_name
    from pieces
    window agent_pieces as (
        partition by agent_key, block_started_us
        order by started_us
    )
),

trips as (
    select
        *,
        coalesce(trip_went_on_until_us = started_us, false) as is_continued
    from neighbours
    where is_swivel
),

final as (
    select
        agent_key,
        block_started_us,
        work_date,
        ticket_id,
        screen_name as screen_left,
        coalesce(next_screen_name, 'unknown') as screen_returned_to,
        count(case when not is_continued then 1 end) as trip_count,
        cast(sum(duration_us) as int64) as swivel_us,
        cast({{ run_number() }} as int64) as built_in_run
    from trips
    group by
        agent_key,
        block_started_us,
        work_date,
        ticket_id,
        screen_name,
        coalesce(next_screen_name, 'unknown')
)

select * from final

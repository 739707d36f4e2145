{{ config(tags=['of_this_run']) }}

with pieces as (
    select
        agent_key,
        block_started_us,
        started_us,
        ended_us,
        state,
        ticket_id,
        is_proven,
        is_possible,
        possible_ticket_id,
        false as is_swivel,
        false as is_trip,
        is_seen,
        error_us,
        lead_us,
        screen,
        app_version
    from {{ ref('int_unseen_pieces') }}
    union all
    select
        agent_key,
        block_started_us,
        started_us,
        ended_us,
        state,
        ticket_id,
        is_proven,
        is_possible,
        possible_ticket_id,
        is_swivel,
        is_trip,
        true as is_seen,
        error_us,
        lead_us,
        screen,
        app_version
    from {{ ref('int_seen_pieces') }}
),

block_dates as (
    select
        agent_key,
        started_us,
        {{ local_date('timestamp_micros(started_us)') }} as first_date,
        {{ local_date('timestamp_micros(ended_us - 1)') }} as last_date
    from {{ ref('int_presence_blocks') }}
),

blocks_of_one_day as (
    select
        agent_key,
        started_us,
        first_date as block_date
    from block_dates
    where first_date = last_date
),

-- what lies in a block of one day is of that day; time zones are asked for the rest only
dated as (
    select
        pieces.*,
        coalesce(
            blocks_of_one_day.block_date, {{ local_date('timestamp_micros(pieces.started_us)') }}
        ) as first_date,
        coalesce(
            blocks_of_one_day.block_date, {{ local_date('timestamp_micros(pieces.ended_us - 1)') }}
        ) as last_date
    from pieces
    left join blocks_of_one_day
        on
            pieces.agent_key = blocks_of_one_day.agent_key
            and pieces.block_started_us = blocks_of_one_day.started_us
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
        possible_ticket_id,
        is_swivel,
        is_trip,
        is_seen,
        error_us,
        lead_us,
        screen,
        app_version
    from dated
    where first_date = last_date
),

days_of_longer_pieces as (
    select
        dated.*,
        {{ days_after('dated.first_date', 'day_number') }} as work_date,
        {{ days_after('dated.first_date', 'day_number + 1') }} as next_date
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
        greatest(started_us, unix_micros({{ day_start('work_date') }})) as started_us,
        least(ended_us, unix_micros({{ day_start('next_date') }})) as ended_us,
        work_date,
        state,
        ticket_id,
        is_proven,
        is_possible,
        possible_ticket_id,
        is_swivel,
        is_trip,
        is_seen,
        error_us,
        lead_us,
        screen,
        app_version
    from days_of_longer_pieces
),

final as (
    select * from within_one_day
    union all
    select * from split_at_midnight
)

select * from final

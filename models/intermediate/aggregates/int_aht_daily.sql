{{ config(
    materialized='incremental',
    pre_hook="{{ take_out(is_touched_date('old.completed_date', 'handling time')) }}"
) }}

with tickets as (
    select all_tickets.*
    from {{ ref('int_tickets_as_of') }} as all_tickets
    where
        all_tickets.is_counted_in_aht
        and {{ is_touched_date('all_tickets.completed_date', 'handling time') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by completed_date, channel, contact_reason, team
            order by effort_us
        ) as effort_rank,
        count(*) over (
            partition by completed_date, channel, contact_reason, team
        ) as group_size
    from tickets
),

-- percentiles are nearest-rank: an effort that some ticket of the group really had
final as (
    select
        completed_date,
        channel,
        contact_reason,
        team,
        count(*) as ticket_count,
        cast(sum(reply_count) as int64) as reply_count,
        cast(sum(effort_us) as int64) as effort_us,
        cast(sum(effort_low_us) as int64) as effort_low_us,
        cast(sum(effort_high_us) as int64) as effort_high_us,
        max(
            case when effort_rank = cast(ceil(group_size * 0.5) as int64) then effort_us end
        ) as p50_us,
        max(
            case when effort_rank = cast(ceil(group_size * 0.9) as int64) then effort_us end
        ) as p90_us,
        count(case when effort_us < 60000000 then 1 end) as under_1_minute,
        count(
            case when effort_us >= 60000000 and effort_us < 180000000 then 1 end
        ) as from_1_to_3_minutes,
        count(
            case when effort_us >= 180000000 and effort_us < 300000000 then 1 end
        ) as from_3_to_5_minutes,
        count(
            case when effort_us >= 300000000 and effort_us < 600000000 then 1 end
        ) as from_5_to_10_minutes,
        count(
            case when effort_us >= 600000000 and effort_us < 1200000000 then 1 end
        ) as from_10_to_20_minutes,
        count(
            case when effort_us >= 1200000000 and effort_us < 3600000000 then 1 end
        ) as from_20_to_60_minutes,
        count(case when effort_us >= 3600000000 then 1 end) as from_60_minutes,
        count(case when action_count = 1 then 1 end) as single_action_count,
        cast({{ run_number() }} as int64) as built_in_run
    from ranked
    group by completed_date, channel, contact_reason, team
)

select * from final

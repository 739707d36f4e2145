with tickets as (
    select * from {{ ref('int_tickets_as_of') }}
    where is_counted_in_aht
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
grouped as (
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
        count(case when not is_matured then 1 end) as immature_count
    from ranked
    group by completed_date, channel, contact_reason, team
),

final as (
    select
        completed_date,
        channel,
        contact_reason,
        team,
        ticket_count,
        reply_count,
        {{ seconds('effort_us') }} as effort_seconds_sum,
        {{ seconds('effort_low_us') }} as effort_seconds_low_sum,
        {{ seconds('effort_high_us') }} as effort_seconds_high_sum,
        {{ seconds('effort_us') }} / ticket_count as aht_seconds,
        {{ seconds('p50_us') }} as effort_p50_seconds,
        {{ seconds('p90_us') }} as effort_p90_seconds,
        under_1_minute as effort_under_1_minute_count,
        from_1_to_3_minutes as effort_1_to_3_minutes_count,
        from_3_to_5_minutes as effort_3_to_5_minutes_count,
        from_5_to_10_minutes as effort_5_to_10_minutes_count,
        from_10_to_20_minutes as effort_10_to_20_minutes_count,
        from_20_to_60_minutes as effort_20_to_60_minutes_count,
        from_60_minutes as effort_from_60_minutes_count,
        single_action_count,
        single_action_count / ticket_count as single_action_share,
        immature_count
    from grouped
)

select * from final

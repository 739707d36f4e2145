{{ config(materialized='view') }}

with grouped as (
    select * from {{ ref('int_aht_daily') }}
),

-- of these tickets some may still get more work
immature as (
    select
        completed_date,
        channel,
        contact_reason,
        team,
        count(*) as immature_count
    from {{ ref('int_tickets_as_of') }}
    where is_counted_in_aht and not is_matured
    group by completed_date, channel, contact_reason, team
),

final as (
    select
        grouped.completed_date,
        grouped.channel,
        grouped.contact_reason,
        grouped.team,
        grouped.ticket_count,
        grouped.reply_count,
        {{ seconds('grouped.effort_us') }} as effort_seconds_sum,
        {{ seconds('grouped.effort_low_us') }} as effort_seconds_low_sum,
        {{ seconds('grouped.effort_high_us') }} as effort_seconds_high_sum,
        {{ seconds('grouped.effort_us') }} / grouped.ticket_count as aht_seconds,
        {{ seconds('grouped.p50_us') }} as effort_p50_seconds,
        {{ seconds('grouped.p90_us') }} as effort_p90_seconds,
        grouped.under_1_minute as effort_under_1_minute_count,
        grouped.from_1_to_3_minutes as effort_1_to_3_minutes_count,
        grouped.from_3_to_5_minutes as effort_3_to_5_minutes_count,
        grouped.from_5_to_10_minutes as effort_5_to_10_minutes_count,
        grouped.from_10_to_20_minutes as effort_10_to_20_minutes_count,
        grouped.from_20_to_60_minutes as effort_20_to_60_minutes_count,
        grouped.from_60_minutes as effort_from_60_minutes_count,
        grouped.single_action_count,
        grouped.single_action_count / grouped.ticket_count as single_action_share,
        coalesce(immature.immature_count, 0) as immature_count
    from grouped
    left join immature
        on
            grouped.completed_date = immature.completed_date
            and grouped.channel = immature.channel
            and grouped.contact_reason = immature.contact_reason
            and grouped.team = immature.team
)

select * from final

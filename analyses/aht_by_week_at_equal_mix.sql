-- Weekly AHT by channel, as it was and at an equal mix: as it would have been if each week had had
-- the contact reasons of all weeks together. Where the two part, what was asked changed AHT, and
-- not how it was handled.
with weekly as (
    select
        dates.week_start_date,
        daily.channel,
        daily.contact_reason,
        sum(daily.ticket_count) as ticket_count,
        sum(daily.immature_count) as immature_count,
        sum(daily.effort_seconds_sum) as effort_seconds,
        sum(daily.effort_seconds_low_sum) as effort_seconds_low,
        sum(daily.effort_seconds_high_sum) as effort_seconds_high
    from {{ ref('agg_aht_daily') }} as daily
    inner join {{ ref('dim_dates') }} as dates
        on daily.completed_date = dates.calendar_date
    group by
        dates.week_start_date,
        daily.channel,
        daily.contact_reason
),

usual as (
    select
        channel,
        contact_reason,
        sum(ticket_count) as ticket_count,
        sum(effort_seconds) as effort_seconds
    from weekly
    group by
        channel,
        contact_reason
),

weeks as (
    select
        week_start_date,
        channel,
        sum(ticket_count) as ticket_count,
        sum(immature_count) as immature_count,
        sum(effort_seconds) as effort_seconds,
        sum(effort_seconds_low) as effort_seconds_low,
        sum(effort_seconds_high) as effort_seconds_high
    from weekly
    group by
        week_start_date,
        channel
),

-- a reason that no ticket of a week had borrows its handling time of all weeks
at_equal_mix as (
    select
        weeks.week_start_date,
        weeks.channel,
        sum(
            usual.ticket_count * coalesce(
                weekly.effort_seconds / weekly.ticket_count,
                usual.effort_seconds / usual.ticket_count
            )
        ) / sum(usual.ticket_count) as aht_seconds_at_equal_mix
    from weeks
    inner join usual
        on weeks.channel = usual.channel
    left join weekly
        on
            weeks.week_start_date = weekly.week_start_date
            and weeks.channel = weekly.channel
            and usual.contact_reason = weekly.contact_reason
    group by
        weeks.week_start_date,
        weeks.channel
),

log_days as (
    select
        min(interval_date) as first_date,
        max(interval_date) as last_date
    from {{ ref('agg_inquiry_volume') }}
),

final as (
    select
        weeks.week_start_date,
        weeks.channel,
        weeks.week_start_date >= log_days.first_date
        and {{ days_after('weeks.week_start_date', 6) }} <= log_days.last_date as is_whole_week,
        weeks.ticket_count,
        weeks.immature_count,
        weeks.effort_seconds / weeks.ticket_count as aht_seconds,
        weeks.effort_seconds_low / weeks.ticket_count as aht_seconds_low,
        weeks.effort_seconds_high / weeks.ticket_count as aht_seconds_high,
        at_equal_mix.aht_seconds_at_equal_mix,
        weeks.effort_seconds / weeks.ticket_count - at_equal_mix.aht_seconds_at_equal_mix
            as mix_seconds
    from weeks
    inner join at_equal_mix
        on
            weeks.week_start_date = at_equal_mix.week_start_date
            and weeks.channel = at_equal_mix.channel
    cross join log_days
)

select * from final
order by
    channel,
    week_start_date

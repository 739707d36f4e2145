{%- set interval_us = interval_microseconds() -%}

with tickets as (
    select
        ticket_id,
        channel,
        contact_reason,
        created_date,
        created_us,
        answered_us,
        target_us,
        is_abandoned,
        {{ epoch_microseconds(interval_start('created_at')) }} as interval_start_us,
        -- clocks of two servers may disagree by a little: nothing ends before it began
        case when ended_us < created_us then created_us else ended_us end as ended_us
    from {{ ref('int_tickets_as_of') }}
    -- a merged ticket is the same inquiry as the one it was merged into
    where has_ticket_row and not is_merged
),

reopenings as (
    select
        tickets.channel,
        tickets.contact_reason,
        {{ epoch_microseconds(interval_start('actions.occurred_at')) }} as interval_start_us,
        count(*) as reopened_count
    from {{ ref('int_actions_described') }} as actions
    inner join tickets
        on actions.ticket_id = tickets.ticket_id
    where actions.action = 'ticket_reopened' and actions.has_effect
    group by
        tickets.channel,
        tickets.contact_reason,
        {{ epoch_microseconds(interval_start('actions.occurred_at')) }}
),

span as (
    select
        min(created_date) as first_date,
        max(created_date) as last_date,
        {{ epoch_microseconds(day_start('min(created_date)')) }} as started_us,
        {{ epoch_microseconds(
            day_start("cast(" ~ dbt.dateadd('day', 1, 'max(created_date)') ~ " as date)")
        ) }} as ended_us
    from tickets
    having count(*) > 0
),

intervals as (
    select started_us + interval_number * {{ interval_us }} as interval_start_us
    from span
    cross join {{ unnest_integers(
        '0', 'cast((ended_us - started_us) / ' ~ interval_us ~ ' as int64) - 1', 'interval_number'
    ) }}
),

dated_intervals as (
    select
        interval_start_us,
        {{ local_date(timestamp_at('interval_start_us')) }} as interval_date
    from intervals
),

day_ends as (
    select
        interval_date,
        max(interval_start_us) as last_interval_us
    from dated_intervals
    group by interval_date
),

pairs as (
    select distinct
        channel,
        contact_reason
    from tickets
),

arrivals as (
    select
        channel,
        contact_reason,
        interval_start_us,
        count(*) as inquiry_count,
        count(answered_us) as answered_count,
        count(case when is_abandoned then 1 end) as abandoned_count,
        count(case when answered_us - created_us <= target_us then 1 end) as within_target_count,
        cast(sum(answered_us - created_us) as int64) as wait_us
    from tickets
    group by channel, contact_reason, interval_start_us
),

endings as (
    select
        channel,
        contact_reason,
        {{ epoch_microseconds(interval_start(timestamp_at('ended_us'))) }} as interval_start_us,
        count(*) as ended_count
    from tickets
    where ended_us is not null
    group by
        channel,
        contact_reason,
        {{ epoch_microseconds(interval_start(timestamp_at('ended_us'))) }}
),

filled as (
    select
        dated_intervals.interval_start_us,
        dated_intervals.interval_date,
        pairs.channel,
        pairs.contact_reason,
        coalesce(arrivals.inquiry_count, 0) as inquiry_count,
        coalesce(reopenings.reopened_count, 0) as reopened_count,
        coalesce(arrivals.answered_count, 0) as answered_count,
        coalesce(arrivals.abandoned_count, 0) as abandoned_count,
        coalesce(arrivals.within_target_count, 0) as within_target_count,
        coalesce(arrivals.wait_us, 0) as wait_us,
        cast(
            sum(coalesce(arrivals.inquiry_count, 0) - coalesce(endings.ended_count, 0)) over (
                partition by pairs.channel, pairs.contact_reason
                order by dated_intervals.interval_start_us
                rows between unbounded preceding and current row
            ) as int64
        ) as backlog_count
    from dated_intervals
    cross join pairs
    left join arrivals
        on
            dated_intervals.interval_start_us = arrivals.interval_start_us
            and pairs.channel = arrivals.channel
            and pairs.contact_reason = arrivals.contact_reason
    left join endings
        on
            dated_intervals.interval_start_us = endings.interval_start_us
            and pairs.channel = endings.channel
            and pairs.contact_reason = endings.contact_reason
    left join reopenings
        on
            dated_intervals.interval_start_us = reopenings.interval_start_us
            and pairs.channel = reopenings.channel
            and pairs.contact_reason = reopenings.contact_reason
),

-- every evening on which a ticket was still open
open_evenings as (
    select
        tickets.channel,
        tickets.contact_reason,
        day_ends.last_interval_us,
        day_ends.last_interval_us + {{ interval_us }} - tickets.created_us as age_us
    from tickets
    inner join day_ends
        on
            tickets.created_us < day_ends.last_interval_us + {{ interval_us }}
            and (
                tickets.ended_us is null
                or tickets.ended_us >= day_ends.last_interval_us + {{ interval_us }}
            )
),

ranked_ages as (
    select
        *,
        row_number() over (
            partition by channel, contact_reason, last_interval_us
            order by age_us
        ) as age_rank,
        count(*) over (
            partition by channel, contact_reason, last_interval_us
        ) as open_count
    from open_evenings
),

backlog_ages as (
    select
        channel,
        contact_reason,
        last_interval_us,
        max(
            case when age_rank = cast(ceil(open_count * 0.9) as int64) then age_us end
        ) as age_p90_us
    from ranked_ages
    group by channel, contact_reason, last_interval_us
),

final as (
    select
        {{ timestamp_at('filled.interval_start_us') }} as interval_start_at,
        filled.interval_date,
        filled.channel,
        filled.contact_reason,
        filled.inquiry_count,
        filled.reopened_count,
        filled.answered_count,
        filled.abandoned_count,
        filled.within_target_count,
        {{ seconds('filled.wait_us') }} as wait_seconds_sum,
        filled.backlog_count,
        {{ seconds('backlog_ages.age_p90_us') }} as backlog_age_p90_seconds
    from filled
    left join backlog_ages
        on
            filled.interval_start_us = backlog_ages.last_interval_us
            and filled.channel = backlog_ages.channel
            and filled.contact_reason = backlog_ages.contact_reason
)

select * from final

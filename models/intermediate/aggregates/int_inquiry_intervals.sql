{{ config(
    materialized='incremental',
    pre_hook="{{ take_out(is_touched_date('old.interval_date', 'inquiries')) }}",
    cluster_by=['interval_date']
) }}

with reopenings as (
    select * from {{ ref('int_ticket_reopenings') }}
    where {{ is_touched_date('reopened_date', 'inquiries') }}
),

-- those that something is counted of
tickets as (
    select
        ticket_id,
        channel,
        contact_reason,
        created_date,
        created_us,
        answered_us,
        target_us,
        is_abandoned,
        unix_micros({{ interval_start('created_at') }}) as interval_start_us,
        ended_date,
        ended_us
    from {{ ref('int_tickets_as_of') }}
    where
        has_ticket_row
        -- a merged ticket is the same inquiry as the one it was merged into
        and not is_merged
        and (
            {{ is_touched_date('created_date', 'inquiries') }}
            or {{ is_touched_date('ended_date', 'inquiries') }}
            or ticket_id in (select reopenings.ticket_id from reopenings)
        )
),

arrivals as (
    select
        tickets.channel,
        tickets.contact_reason,
        tickets.created_date as interval_date,
        tickets.interval_start_us,
        count(*) as inquiry_count,
        count(tickets.answered_us) as answered_count,
        count(case when tickets.is_abandoned then 1 end) as abandoned_count,
        count(
            case when tickets.answered_us - tickets.created_us <= tickets.target_us then 1 end
        ) as within_target_count,
        coalesce(
            cast(sum(tickets.answered_us - tickets.created_us) as int64), 0
        ) as wait_us,
        0 as ended_count,
        0 as reopened_count
    from tickets
    where {{ is_touched_date('tickets.created_date', 'inquiries') }}
    group by
        tickets.channel, tickets.contact_reason, tickets.created_date, tickets.interval_start_us
),

ended as (
    select
        channel,
        contact_reason,
        ended_date as interval_date,
        unix_micros({{ interval_start('timestamp_micros(ended_us)') }}) as interval_start_us
    from tickets
    where ended_us is not null and {{ is_touched_date('ended_date', 'inquiries') }}
),

endings as (
    select
        ended.channel,
        ended.contact_reason,
        ended.interval_date,
        ended.interval_start_us,
        0 as inquiry_count,
        0 as answered_count,
        0 as abandoned_count,
        0 as within_target_count,
        0 as wait_us,
        count(*) as ended_count,
        0 as reopened_count
    from ended
    group by ended.channel, ended.contact_reason, ended.interval_date, ended.interval_start_us
),

reopened as (
    select
        tickets.channel,
        tickets.contact_reason,
        reopenings.reopened_date as interval_date,
        reopenings.interval_start_us,
        0 as inquiry_count,
        0 as answered_count,
        0 as abandoned_count,
        0 as within_target_count,
        0 as wait_us,
        0 as ended_count,
        count(*) as reopened_count
    from reopenings
    inner join tickets
        on reopenings.ticket_id = tickets.ticket_id
    group by
        tickets.channel,
        tickets.contact_reason,
        reopenings.reopened_date,
        reopenings.interval_start_us
),

counts as (
    select * from arrivals
    union all
    select * from endings
    union all
    select * from reopened
),

final as (
    select
        interval_date,
        interval_start_us,
        channel,
        contact_reason,
        cast(sum(inquiry_count) as int64) as inquiry_count,
        cast(sum(answered_count) as int64) as answered_count,
        cast(sum(abandoned_count) as int64) as abandoned_count,
        cast(sum(within_target_count) as int64) as within_target_count,
        cast(sum(wait_us) as int64) as wait_us,
        cast(sum(ended_count) as int64) as ended_count,
        cast(sum(reopened_count) as int64) as reopened_count,
        cast({{ run_number() }} as int64) as built_in_run
    from counts
    group by interval_date, interval_start_us, channel, contact_reason
)

select * from final

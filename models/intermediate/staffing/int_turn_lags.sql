{%- set interval_us = interval_microseconds() %}

-- inquiries of late of which hardly anything is still to come
with tickets as (
    select
        tickets.ticket_id,
        tickets.channel,
        tickets.created_us
    from {{ ref('int_tickets_as_of') }} as tickets
    inner join {{ ref('int_channels') }} as channels
        on tickets.channel = channels.channel
    cross join {{ ref('int_run_clock') }} as run_clock
    where
        channels.style = 'deferred'
        and tickets.has_ticket_row
        and tickets.is_matured
        and tickets.created_date >= {{ days_after('run_clock.as_of_date', -of_late_days()) }}
),

-- each time that the customer wrote is a turn, the inquiry itself the first one
turns as (
    select
        channel,
        0 as lag_intervals
    from tickets
    union all
    select
        tickets.channel,
        cast(
            floor(
                (unix_micros(actions.occurred_at) - tickets.created_us)
                / {{ interval_us }}
            ) as int64
        ) as lag_intervals
    from tickets
    inner join {{ ref('stg_contact_tool_backend__actions') }} as actions
        on
            tickets.ticket_id = actions.ticket_id
            and actions.action = 'customer_replied'
            and unix_micros(actions.occurred_at) > tickets.created_us
    cross join {{ ref('int_run_clock') }} as run_clock
    where
        actions.occurred_date >= {{ days_after('run_clock.as_of_date', -of_late_days()) }}
        and {{ is_on_dates_of(
            'actions.occurred_date', 'int_run_clock',
            days_after('as_of_date', -of_late_days()), "date '9999-12-31'"
        ) }}
),

counted as (
    select
        channel,
        lag_intervals,
        count(*) as turn_count
    from turns
    group by channel, lag_intervals
),

final as (
    select
        channel,
        lag_intervals,
        cast(turn_count as float64) / sum(turn_count) over (partition by channel) as turn_share
    from counted
)

select * from final

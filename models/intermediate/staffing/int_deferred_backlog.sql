{%- set interval_us = interval_microseconds() %}

-- inquiries that are not ended when the forecast begins, with the first interval of the run's date
with run_clock as (
    select unix_micros({{ day_start('as_of_date') }}) as forecast_us
    from {{ ref('int_run_clock') }}
),

open_tickets as (
    select
        tickets.channel,
        tickets.created_us + tickets.target_us as due_us,
        tickets.target_us,
        tickets.effort_us,
        run_clock.forecast_us
    from {{ ref('int_tickets_as_of') }} as tickets
    inner join {{ ref('int_channels') }} as channels
        on tickets.channel = channels.channel
    inner join run_clock
        on tickets.created_us < run_clock.forecast_us
    where
        channels.style = 'deferred'
        and tickets.has_ticket_row
        and not tickets.is_merged
        and tickets.ended_us is null
),

-- what is still to be done on them: the handling time of late less what was done; what is overdue
-- is due after one deadline more
remaining as (
    select
        open_tickets.channel,
        case
            when open_tickets.due_us > open_tickets.forecast_us then open_tickets.due_us
            else open_tickets.forecast_us + open_tickets.target_us
        end as due_us,
        open_tickets.forecast_us,
        greatest(
            {{ microseconds_of('staffing_aht.aht_seconds') }} - open_tickets.effort_us, 0
        ) as work_us
    from open_tickets
    inner join {{ ref('int_staffing_aht') }} as staffing_aht
        on
            open_tickets.channel = staffing_aht.channel
            and staffing_aht.month_start_date is null
            and staffing_aht.aht_seconds is not null
),

-- by the interval before whose end it is due
final as (
    select
        channel,
        cast(floor((due_us - forecast_us) / {{ interval_us }}) as int64) as due_interval,
        count(*) as ticket_count,
        cast(sum(work_us) as int64) as work_us
    from remaining
    group by channel, cast(floor((due_us - forecast_us) / {{ interval_us }}) as int64)
)

select * from final

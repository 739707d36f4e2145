with trips as (
    select
        *,
        {{ month_start('work_date') }} as month_start_date
    from {{ ref('int_swivel_trips') }}
),

tickets as (
    select * from {{ ref('int_ticket_costs') }}
),

final as (
    select
        trips.month_start_date,
        trips.screen_left,
        trips.screen_returned_to,
        tickets.contact_reason,
        cast(sum(trips.trip_count) as int64) as trip_count,
        {{ seconds('sum(trips.swivel_us)') }} as swivel_seconds,
        cast(
            sum(
                {{ millionths(
                    seconds('trips.swivel_us') ~ ' * tickets.cost_per_effort_hour / 3600'
                ) }}
            ) as float64
        ) / 1000000 as cost,
        max(tickets.currency) as currency
    from trips
    inner join tickets
        on trips.ticket_id = tickets.ticket_id
    group by
        trips.month_start_date,
        trips.screen_left,
        trips.screen_returned_to,
        tickets.contact_reason
)

select * from final

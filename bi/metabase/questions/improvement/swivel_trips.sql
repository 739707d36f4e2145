with << dates() >>,

<< last_month() >>,

trips as (
    select *
    from marts.agg_swivel
    where
        1 = 1
        [[and {{contact_reason}}]]
),

final as (
    select
        trips.screen_left,
        trips.screen_returned_to,
        last_month.month_label,
        cast(sum(trips.trip_count) as int64) as trip_count,
        sum(trips.swivel_seconds) / 3600 as swivel_hours,
        sum(trips.swivel_seconds) / nullif(sum(trips.trip_count), 0) as seconds_per_trip,
        sum(trips.cost) as cost,
        trips.currency
    from trips
    inner join last_month
        on trips.month_start_date = last_month.month_start_date
    group by
        trips.screen_left,
        trips.screen_returned_to,
        last_month.month_label,
        trips.currency
)

select * from final
order by cost desc

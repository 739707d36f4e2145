with << dates() >>,

<< weeks() >>,

<< recent_weeks() >>,

<< large_teams() >>,

<< handled() >>,

totals as (
    select
        sum(handled.effort_under_1_minute_count) as under_1,
        sum(handled.effort_1_to_3_minutes_count) as from_1,
        sum(handled.effort_3_to_5_minutes_count) as from_3,
        sum(handled.effort_5_to_10_minutes_count) as from_5,
        sum(handled.effort_10_to_20_minutes_count) as from_10,
        sum(handled.effort_20_to_60_minutes_count) as from_20,
        sum(handled.effort_from_60_minutes_count) as from_60
    from handled
    inner join recent_dates
        on handled.completed_date = recent_dates.calendar_date
),

buckets as (
    select
        1 as place,
        'under 1' as minutes,
        under_1 as ticket_count
    from totals
    union all
    select
        2 as place,
        '1 to 3' as minutes,
        from_1 as ticket_count
    from totals
    union all
    select
        3 as place,
        '3 to 5' as minutes,
        from_3 as ticket_count
    from totals
    union all
    select
        4 as place,
        '5 to 10' as minutes,
        from_5 as ticket_count
    from totals
    union all
    select
        5 as place,
        '10 to 20' as minutes,
        from_10 as ticket_count
    from totals
    union all
    select
        6 as place,
        '20 to 60' as minutes,
        from_20 as ticket_count
    from totals
    union all
    select
        7 as place,
        '60 and more' as minutes,
        from_60 as ticket_count
    from totals
),

final as (
    select
        place,
        minutes,
        cast(ticket_count as int64) as ticket_count
    from buckets
)

select
    minutes,
    ticket_count
from final
order by place

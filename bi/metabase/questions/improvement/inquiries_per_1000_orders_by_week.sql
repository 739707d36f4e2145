with << dates() >>,

<< weeks() >>,

drivers as (
    select *
    from marts.agg_contact_drivers
    where
        orders is not null
        [[and {{contact_reason}}]]
),

in_weeks as (
    select
        weeks.week_start_date,
        drivers.contact_reason,
        drivers.inquiry_count,
        drivers.orders
    from drivers
    inner join dates
        on drivers.contact_date = dates.calendar_date
    inner join weeks
        on dates.week_start_date = weeks.week_start_date
),

-- more lines than ten cannot be told apart
top_reasons as (
    select contact_reason
    from in_weeks
    group by contact_reason
    order by
        sum(inquiry_count) desc,
        contact_reason asc
    limit 10
),

final as (
    select
        in_weeks.week_start_date,
        in_weeks.contact_reason,
        sum(in_weeks.inquiry_count) * 1000.0 / nullif(sum(in_weeks.orders), 0)
            as per_1000_orders
    from in_weeks
    inner join top_reasons
        on in_weeks.contact_reason = top_reasons.contact_reason
    group by
        in_weeks.week_start_date,
        in_weeks.contact_reason
)

select * from final
order by
    week_start_date,
    contact_reason

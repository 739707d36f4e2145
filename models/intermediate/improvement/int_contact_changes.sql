with daily as (
    select * from {{ ref('int_contacts_daily') }}
),

dates as (
    select distinct contact_date
    from daily
),

-- Each date of the last seven beside the one a week before; where orders of both weeks are known,
-- they are what inquiries are held against, else the days are.
pairs as (
    select
        today.contact_date,
        day_after.contact_date as ends_on_date,
        today.contact_reason,
        cast(today.inquiry_count as float64) as count_after,
        cast(week_before.inquiry_count as float64) as count_before,
        today.orders as orders_after,
        week_before.orders as orders_before
    from daily as today
    inner join daily as week_before
        on
            today.contact_reason = week_before.contact_reason
            and {{ days_after('today.contact_date', -7) }} = week_before.contact_date
    inner join dates as day_after
        on
            today.contact_date <= day_after.contact_date
            and today.contact_date > {{ days_after('day_after.contact_date', -7) }}
),

weeks as (
    select
        ends_on_date,
        contact_reason,
        sum(count_after) as count_after,
        sum(count_before) as count_before,
        case when count(orders_after) = 7 and count(orders_before) = 7 then sum(orders_after) end
            as orders_after,
        case when count(orders_after) = 7 and count(orders_before) = 7 then sum(orders_before) end
            as orders_before
    from pairs
    group by ends_on_date, contact_reason
    having count(*) = 7
),

-- Of the inquiries of both weeks, the share that the second one would have if nothing changed but
-- the total; what weekdays scatter around it beyond chance widens the interval (Pearson's
-- chi-squared of seven pairs over its six degrees of freedom).
squares as (
    select
        weeks.ends_on_date,
        weeks.contact_reason,
        pairs.count_after * weeks.count_before - pairs.count_before * weeks.count_after
            as difference,
        (pairs.count_after + pairs.count_before) * weeks.count_after * weeks.count_before
            as expected_square
    from weeks
    inner join pairs
        on
            weeks.ends_on_date = pairs.ends_on_date
            and weeks.contact_reason = pairs.contact_reason
),

-- in whole millionths, so that sums do not depend on the order of rows
scatter as (
    select
        ends_on_date,
        contact_reason,
        sum({{ millionths('difference * difference / nullif(expected_square, 0)') }})
        / 6000000 as dispersion
    from squares
    group by ends_on_date, contact_reason
),

-- half an inquiry more in each week keeps a week without any within reach
final as (
    select
        weeks.ends_on_date as contact_date,
        weeks.contact_reason,
        ln((weeks.count_after + 0.5) / (weeks.count_before + 0.5))
        - ln(coalesce(cast(weeks.orders_after as float64) / nullif(weeks.orders_before, 0), 1))
            as log_change,
        1.959964 * sqrt(
            greatest(coalesce(scatter.dispersion, 1), 1)
            * (1 / (weeks.count_after + 0.5) + 1 / (weeks.count_before + 0.5))
        ) as log_margin
    from weeks
    inner join scatter
        on
            weeks.ends_on_date = scatter.ends_on_date
            and weeks.contact_reason = scatter.contact_reason
    inner join {{ ref('int_run_clock') }} as run_clock
        on weeks.ends_on_date < run_clock.as_of_date
    where coalesce(weeks.orders_after, 1) > 0 and weeks.count_after + weeks.count_before > 0
)

select * from final

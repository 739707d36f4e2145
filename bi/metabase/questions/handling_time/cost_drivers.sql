with drivers as (
    select *
    from marts.fct_cost_drivers
    where
        {{period}}
        [[and {{dates}}]]
        [[and {{channel}}]]
        [[and {{contact_reason}}]]
),

totals as (
    select
        period,
        period_start_date,
        currency,
        sum(previous_cost) as previous_cost,
        sum(volume_effect) as volume_effect,
        sum(mix_effect) as mix_effect,
        sum(aht_effect) as aht_effect,
        sum(rate_effect) as rate_effect
    from drivers
    where
        period_start_date = (
            select max(newest.period_start_date)
            from drivers as newest
        )
    group by
        period,
        period_start_date,
        currency
),

final as (
    select
        1 as place,
        'cost before' as part,
        period,
        period_start_date,
        previous_cost as amount,
        currency
    from totals
    union all
    select
        2 as place,
        'volume' as part,
        period,
        period_start_date,
        volume_effect as amount,
        currency
    from totals
    union all
    select
        3 as place,
        'mix of reasons' as part,
        period,
        period_start_date,
        mix_effect as amount,
        currency
    from totals
    union all
    select
        4 as place,
        'handling time' as part,
        period,
        period_start_date,
        aht_effect as amount,
        currency
    from totals
    union all
    select
        5 as place,
        'cost of an hour' as part,
        period,
        period_start_date,
        rate_effect as amount,
        currency
    from totals
)

select
    part,
    period,
    period_start_date,
    amount,
    currency
from final
order by place

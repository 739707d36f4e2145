with drivers as (
    select *
    from marts.fct_cost_drivers
    where
        {{period}}
        [[and {{dates}}]]
        [[and {{channel}}]]
        [[and {{contact_reason}}]]
),

final as (
    select
        contact_reason,
        period,
        period_start_date,
        sum(previous_cost) as previous_cost,
        sum(cost) as cost,
        sum(cost_change) as cost_change,
        sum(volume_effect) as volume_effect,
        sum(mix_effect) as mix_effect,
        sum(aht_effect) as aht_effect,
        sum(rate_effect) as rate_effect,
        currency
    from drivers
    where
        period_start_date = (
            select max(newest.period_start_date)
            from drivers as newest
        )
    group by
        contact_reason,
        period,
        period_start_date,
        currency
)

select * from final
order by abs(cost_change) desc

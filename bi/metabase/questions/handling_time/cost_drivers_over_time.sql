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
        period,
        period_start_date,
        sum(volume_effect) as volume_effect,
        sum(mix_effect) as mix_effect,
        sum(aht_effect) as aht_effect,
        sum(rate_effect) as rate_effect,
        sum(cost_change) as cost_change,
        currency
    from drivers
    group by
        period,
        period_start_date,
        currency
)

select * from final
order by period_start_date

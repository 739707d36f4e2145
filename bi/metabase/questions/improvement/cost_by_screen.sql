with << dates() >>,

<< last_month() >>,

steps as (
    select *
    from marts.agg_step_costs
    where
        1 = 1
        [[and {{contact_reason}}]]
),

final as (
    select
        steps.screen,
        last_month.month_label,
        sum(steps.cost_at_stake) as cost_at_stake,
        sum(steps.agents_at_stake) as agents_at_stake,
        sum(steps.effort_seconds) / 3600 as effort_hours,
        steps.currency
    from steps
    inner join last_month
        on steps.month_start_date = last_month.month_start_date
    group by
        steps.screen,
        last_month.month_label,
        steps.currency
)

select * from final
order by cost_at_stake desc

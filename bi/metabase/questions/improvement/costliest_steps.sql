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
        steps.contact_reason,
        last_month.month_label,
        steps.ticket_count,
        steps.visits,
        steps.effort_seconds / 3600 as effort_hours,
        steps.agents_at_stake,
        steps.cost_at_stake,
        steps.currency,
        steps.effort_seconds / nullif(steps.visits, 0) as seconds_per_visit,
        steps.api_wait_seconds / nullif(steps.visits, 0) as api_wait_seconds_per_visit,
        steps.error_count,
        steps.copy_paste_count,
        steps.swivel_seconds / 3600 as swivel_hours
    from steps
    inner join last_month
        on steps.month_start_date = last_month.month_start_date
)

select * from final
order by cost_at_stake desc
limit 50

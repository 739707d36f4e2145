with costs as (
    select * from {{ ref('staffing_costs') }}
),

agents as (
    select
        site,
        employment_type
    from {{ ref('stg_workforce__agent_versions') }}
    where valid_to_at is null and not coalesce(is_system, false)
),

others as (
    select * from costs
    where site = '(other)' and employment_type = '(other)'
),

-- each agent by the row of its site and contract, of its site, of its contract, or of all others
of_agents as (
    select
        coalesce(
            by_both.cost_per_hour, by_site.cost_per_hour, by_type.cost_per_hour,
            others.cost_per_hour
        ) as cost_per_hour,
        coalesce(
            by_both.paid_hours_per_month, by_site.paid_hours_per_month,
            by_type.paid_hours_per_month, others.paid_hours_per_month
        ) as paid_hours_per_month
    from agents
    cross join others
    left join costs as by_both
        on
            agents.site = by_both.site
            and agents.employment_type = by_both.employment_type
    left join costs as by_site
        on
            agents.site = by_site.site
            and by_site.employment_type = '(other)'
    left join costs as by_type
        on
            agents.employment_type = by_type.employment_type
            and by_type.site = '(other)'
),

-- Without agents that are known, everyone is another one. Means of whole thousandths do not depend
-- on the order of rows.
final as (
    select
        coalesce(
            avg({{ thousandths('of_agents.cost_per_hour') }}) / 1000, max(others.cost_per_hour)
        ) as cost_per_hour,
        coalesce(
            avg({{ thousandths('of_agents.paid_hours_per_month') }}) / 1000,
            max(others.paid_hours_per_month)
        ) as paid_hours_per_month,
        max(others.currency) as currency
    from others
    left join of_agents
        on others.cost_per_hour is not null
)

select * from final

-- Seeds that everything falls back on: a scenario that changes nothing, what any other agent costs,
-- and one currency, since costs are added.
with found as (
    select
        (
            select count(*) from {{ ref('scenarios') }}
        ) as scenario_count,
        (
            select count(*) from {{ ref('scenarios') }}
            where scenario = 'base'
        ) as base_count,
        (
            select count(*) from {{ ref('staffing_costs') }}
            where
                site = '(other)'
                and employment_type = '(other)'
                and valid_from_date is null
        ) as other_cost_count,
        (
            select count(distinct currency) from {{ ref('staffing_costs') }}
        ) as currency_count,
        (
            select count(*) from {{ ref('channels') }}
            where channel = '(other)'
        ) as other_channel_count
)

select *
from found
where
    -- seeds are empty only where a build is made without rows
    scenario_count > 0
    and (
        base_count <> 1
        or other_cost_count <> 1
        or currency_count <> 1
        or other_channel_count <> 1
    )

-- Which contact reasons cost more each week, over the last weeks that are over, and why: more
-- tickets in all, a larger share of them, longer handling, or dearer hours. The four add up to the
-- change. A week by itself is noisy: look at reasons whose cost rose in most of the weeks.
{% set weeks = 8 %}

with changes as (
    select
        *,
        dense_rank() over (order by period_start_date desc) as weeks_ago
    from {{ ref('fct_cost_drivers') }}
    where period = 'week'
),

weekly as (
    select
        contact_reason,
        period_start_date,
        previous_start_date,
        min(previous_start_date) over () as first_week_date,
        max(period_start_date) over () as last_week_date,
        sum(previous_cost) as previous_cost,
        sum(cost) as cost,
        sum(cost_change) as cost_change,
        sum(volume_effect) as volume_effect,
        sum(mix_effect) as mix_effect,
        sum(aht_effect) as aht_effect,
        sum(rate_effect) as rate_effect
    from changes
    where weeks_ago <= {{ weeks }}
    group by
        contact_reason,
        period_start_date,
        previous_start_date
),

reasons as (
    select
        contact_reason,
        first_week_date,
        last_week_date,
        sum(case when previous_start_date = first_week_date then previous_cost else 0 end)
            as cost_of_first_week,
        sum(case when period_start_date = last_week_date then cost else 0 end)
            as cost_of_last_week,
        sum(cost_change) as cost_change,
        sum(volume_effect) as volume_effect,
        sum(mix_effect) as mix_effect,
        sum(aht_effect) as aht_effect,
        sum(rate_effect) as rate_effect,
        count(case when cost_change > 0 then 1 end) as rising_week_count,
        count(*) as week_count
    from weekly
    group by
        contact_reason,
        first_week_date,
        last_week_date
),

final as (
    select
        *,
        cost_change / nullif(cost_of_first_week, 0) as change_share
    from reasons
)

select * from final
order by
    cost_change desc,
    contact_reason

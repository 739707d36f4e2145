{%- set weeks_per_month = 365.25 / 12 / 7 -%}

with effects as (
    select * from {{ ref('int_release_effects') }}
),

-- what those who have the release do in a month: tickets, or replies
treated as (
    select
        release_id,
        metric,
        block_index,
        sum(weight) as weight
    from {{ ref('int_release_panel') }}
    where block_index >= adopted_block
    group by release_id, metric, block_index
),

volumes as (
    select
        release_id,
        metric,
        avg(weight) * {{ weeks_per_month }} as units_per_month
    from treated
    group by release_id, metric
),

-- what an hour of handling takes, on average over what was handled of late
prices as (
    select
        sum({{ thousandths('costs.cost_per_effort_hour') }}) / count(*) / 1000
            as cost_per_effort_hour,
        sum({{ thousandths('costs.effort_hours_per_fte') }}) / count(*) / 1000
            as effort_hours_per_fte,
        max(costs.currency) as currency
    from {{ ref('int_ticket_costs') }} as costs
    cross join {{ ref('int_run_clock') }} as run_clock
    where
        costs.is_counted_in_aht
        and costs.completed_date >= {{ days_after('run_clock.as_of_date', -of_late_days()) }}
),

-- a rate is no time; waiting for the API is time that agents are paid for
monthly as (
    select
        effects.*,
        case
            when
                effects.metric in ('effort_per_ticket', 'effort_per_reply', 'api_wait_per_ticket')
                then volumes.units_per_month / 3600
        end as hours_per_second,
        prices.cost_per_effort_hour,
        prices.effort_hours_per_fte,
        prices.currency
    from effects
    cross join prices
    left join volumes
        on
            effects.release_id = volumes.release_id
            and effects.metric = volumes.metric
),

final as (
    select
        release_id,
        metric,
        estimand,
        method,
        n_agents_treated,
        n_agents_control,
        n_tickets,
        baseline,
        effect,
        effect_ci_low as ci_low,
        effect_ci_high as ci_high,
        effect_pct,
        pct_ci_low as effect_pct_low,
        pct_ci_high as effect_pct_high,
        p_value,
        p_adjusted,
        pretrend_p,
        placebo_effect,
        placebo_p,
        capped_effect_pct,
        effect * hours_per_second as hours_delta,
        effect_ci_low * hours_per_second as hours_delta_low,
        effect_ci_high * hours_per_second as hours_delta_high,
        effect * hours_per_second / effort_hours_per_fte as headcount_delta,
        effect_ci_low * hours_per_second / effort_hours_per_fte as headcount_delta_low,
        effect_ci_high * hours_per_second / effort_hours_per_fte as headcount_delta_high,
        effect * hours_per_second * cost_per_effort_hour as cost_delta,
        effect_ci_low * hours_per_second * cost_per_effort_hour as cost_delta_low,
        effect_ci_high * hours_per_second * cost_per_effort_hour as cost_delta_high,
        currency,
        verdict,
        verdict_reason
    from monthly
)

select * from final

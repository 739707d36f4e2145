-- fewer than five agents on a side would tell of single persons
with effects as (
    select
        *,
        coalesce(n_agents_treated between 1 and 4, false)
        or coalesce(n_agents_control between 1 and 4, false) as is_small
    from marts.fct_improvement_effects
    where
        1 = 1
        [[and {{metric}}]]
),

releases as (
    select *
    from marts.dim_releases
    where
        1 = 1
        [[and {{release}}]]
),

final as (
    select
        releases.name as release_name,
        releases.kind as release_kind,
        releases.first_enabled_at,
        effects.metric,
        effects.n_agents_treated,
        effects.n_agents_control,
        case when effects.is_small then 'not shown' else effects.verdict end as verdict,
        case
            when effects.is_small then 'Fewer than five agents on a side.'
            else effects.verdict_reason
        end as verdict_reason,
        case when not effects.is_small then effects.effect_pct end as effect_pct,
        case when not effects.is_small then effects.effect_pct_low end as effect_pct_low,
        case when not effects.is_small then effects.effect_pct_high end as effect_pct_high,
        case when not effects.is_small then effects.p_adjusted end as p_adjusted,
        case when not effects.is_small then effects.effect end as effect,
        case when not effects.is_small then effects.ci_low end as ci_low,
        case when not effects.is_small then effects.ci_high end as ci_high,
        case when not effects.is_small then effects.hours_delta end as hours_delta,
        case when not effects.is_small then effects.headcount_delta end as headcount_delta,
        case when not effects.is_small then effects.cost_delta end as cost_delta,
        effects.currency
    from effects
    inner join releases
        on effects.release_id = releases.release_id
)

select * from final
order by
    first_enabled_at desc,
    release_name asc,
    metric asc

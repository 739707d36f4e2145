-- fewer than five agents on a side would tell of single persons
with effects as (
    select
        *,
        coalesce(n_agents_treated between 1 and 4, false)
        or coalesce(n_agents_control between 1 and 4, false) as is_small
    from marts.fct_improvement_effects
    where metric = 'effort_per_ticket'
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
        releases.first_enabled_at,
        case when effects.is_small then 'not shown' else effects.verdict end as verdict,
        case when not effects.is_small then effects.effect_pct end as effect_pct,
        case when not effects.is_small then effects.effect_pct_low end as effect_pct_low,
        case when not effects.is_small then effects.effect_pct_high end as effect_pct_high
    from effects
    inner join releases
        on effects.release_id = releases.release_id
)

select * from final
order by
    first_enabled_at desc,
    release_name asc

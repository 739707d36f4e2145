with releases as (
    select * from {{ ref('stg_product__releases') }}
),

rollouts as (
    select
        release_id,
        min(enabled_at) as first_enabled_at,
        max(enabled_at) as last_enabled_at,
        count(team) as team_count
    from {{ ref('stg_product__release_rollouts') }}
    group by release_id
),

final as (
    select
        releases.release_id,
        releases.name,
        releases.kind,
        releases.hypothesis,
        releases.released_at,
        rollouts.first_enabled_at,
        rollouts.last_enabled_at,
        coalesce(rollouts.team_count, 0) as team_count
    from releases
    left join rollouts
        on releases.release_id = rollouts.release_id
)

select * from final

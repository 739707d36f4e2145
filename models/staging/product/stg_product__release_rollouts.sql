with kept_rows as (
    select * from {{ ref('base_product__release_rollouts') }}
    where row_status = 'kept'
),

-- a roll-out that was delivered again with another date has been moved: the last word counts
numbered as (
    select
        *,
        row_number() over (
            partition by release_id, team
            order by loaded_at desc, enabled_at
        ) as version_number
    from kept_rows
),

final as (
    select
        release_id,
        team,
        enabled_at,
        loaded_at
    from numbered
    where version_number = 1
)

select * from final

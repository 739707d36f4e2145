{{ config(unique_key=['release_id', 'version_id']) }}

with versions as (
    {{ versions_so_far(
        ref('base_product__release_rollouts'), 'release_id', ['team', 'enabled_at']
    ) }}
),

-- a roll-out that was delivered again with another date has been moved: the last word counts
numbered as (
    select
        *,
        row_number() over (
            partition by release_id, team
            order by loaded_at desc, enabled_at
        ) as version_number
    from versions
),

final as (
    select
        release_id,
        version_id,
        team,
        enabled_at,
        version_number = 1 as is_latest,
        has_unreadable_value,
        loaded_at,
        cast(loaded_at as date) as loaded_date,
        displaced_loaded_at,
        first_built_in_run,
        built_in_run
    from numbered
)

select * from final

{{ config(materialized='view') }}

with final as (
    select
        release_id,
        team,
        enabled_at,
        loaded_at
    from {{ ref('stg_product__rollout_versions') }}
    where is_latest
)

select * from final

{{ config(materialized='view') }}

with final as (
    select
        release_id,
        name,
        kind,
        hypothesis,
        released_at,
        loaded_at
    from {{ ref('stg_product__release_versions') }}
    where is_latest
)

select * from final

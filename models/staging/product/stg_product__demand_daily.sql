{{ config(materialized='view') }}

with final as (
    select
        demand_date,
        orders,
        active_users,
        loaded_at
    from {{ ref('stg_product__demand_versions') }}
    where is_latest
)

select * from final

{{ config(materialized='view') }}

with final as (
    select
        session_id,
        customer_key,
        started_at,
        kind,
        topic,
        loaded_at
    from {{ ref('stg_product__self_service_versions') }}
    where is_first
)

select * from final

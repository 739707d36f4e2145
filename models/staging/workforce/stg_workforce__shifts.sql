{{ config(materialized='view') }}

with final as (
    select
        shift_key,
        agent_key,
        starts_at,
        ends_at,
        activity,
        channel,
        loaded_at
    from {{ ref('stg_workforce__shift_versions') }}
    where is_in_force
)

select * from final

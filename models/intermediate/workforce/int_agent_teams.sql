{{ config(materialized='view') }}

-- the first version also holds for what was before it, the last one for all that comes
with final as (
    select
        agent_key,
        team,
        case
            when is_first_version then {{ earliest_believed() }}
            else valid_from_at
        end as valid_from_at,
        coalesce(valid_to_at, timestamp_micros({{ end_of_time_us() }})) as valid_to_at
    from {{ ref('stg_workforce__agent_versions') }}
    where is_valid
)

select * from final

with loaded as (
    select max(loaded_at) as last_loaded_at
    from {{ ref('stg_contact_tool_backend__actions') }}
    union all
    select max(loaded_at) as last_loaded_at
    from {{ ref('stg_contact_tool_backend__ticket_versions') }}
    union all
    select max(loaded_at) as last_loaded_at
    from {{ ref('stg_contact_tool_frontend__events') }}
    union all
    select max(loaded_at) as last_loaded_at
    from {{ ref('stg_workforce__agent_versions') }}
    union all
    select max(loaded_at) as last_loaded_at
    from {{ ref('stg_workforce__shifts') }}
    union all
    select max(loaded_at) as last_loaded_at
    from {{ ref('stg_product__releases') }}
    union all
    select max(loaded_at) as last_loaded_at
    from {{ ref('stg_product__release_rollouts') }}
    union all
    select max(loaded_at) as last_loaded_at
    from {{ ref('stg_product__self_service_sessions') }}
    union all
    select max(loaded_at) as last_loaded_at
    from {{ ref('stg_product__demand_daily') }}
),

-- the var, else the newest row; with no row at all there is nothing that could be mature
chosen as (
    select
        coalesce(
            {{ "cast('" ~ var('as_of') ~ "' as timestamp)" if var('as_of') else 'null' }},
            max(last_loaded_at),
            {{ earliest_believed() }}
        ) as as_of_at
    from loaded
),

final as (
    select
        as_of_at,
        {{ local_date('as_of_at') }} as as_of_date
    from chosen
)

select * from final

{{ config(unique_key=['demand_date', 'version_id']) }}

with versions as (
    {{ versions_so_far(
        ref('base_product__demand_versions'), 'demand_date', ['orders', 'active_users']
    ) }}
),

numbered as (
    select
        *,
        row_number() over (
            partition by demand_date
            order by loaded_at desc, orders desc, active_users desc
        ) as version_number
    from versions
),

final as (
    select
        demand_date,
        version_id,
        orders,
        active_users,
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

with kept_rows as (
    select * from {{ ref('base_product__demand_versions') }}
    where row_status = 'kept'
),

numbered as (
    select
        *,
        row_number() over (
            partition by demand_date
            order by loaded_at desc, orders desc, active_users desc
        ) as version_number
    from kept_rows
),

final as (
    select
        demand_date,
        orders,
        active_users,
        loaded_at
    from numbered
    where version_number = 1
)

select * from final

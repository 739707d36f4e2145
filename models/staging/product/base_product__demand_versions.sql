{{ config(materialized='view') }}

with raw_rows as (
    select delivered.*
    from {{ source('raw', 'demand_daily') }} as delivered
    where {{ is_of_this_run('delivered', 'demand_daily') }}
),

named as (
    select
        raw_rows.demand_date,
        raw_rows.orders,
        raw_rows.active_users,
        raw_rows.loaded_at,
        {{ landing_columns('raw_rows') }}
    from raw_rows
),

checked as (
    select
        *,
        case
            when loaded_at is null then 'loaded_at is missing or unreadable'
            when loaded_at < {{ earliest_believed() }} then 'loaded_at is before 1990'
            when loaded_at > {{ latest_believed() }} then 'loaded_at is in the future'
            when demand_date is null then 'demand_date is missing or unreadable'
            when demand_date < date '1990-01-01' then 'demand_date is before 1990'
            when orders < 0 or active_users < 0 then 'orders or active_users is below 0'
        end as reject_reason
    from named
),

final as (
    select
        demand_date,
        orders,
        active_users,
        loaded_at,
        cast(loaded_at as date) as loaded_date,
        reject_reason,
        failed_columns is not null as has_unreadable_value,
        failed_columns,
        file_path,
        file_row,
        landing_unit
    from checked
)

select * from final

with final as (
    select
        session_id,
        customer_key,
        started_at,
        kind,
        topic,
        loaded_at
    from {{ ref('base_product__self_service_sessions') }}
    where row_status = 'kept'
)

select * from final

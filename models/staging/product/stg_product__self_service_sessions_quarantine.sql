select * from {{ ref('base_product__self_service_sessions') }}
where row_status = 'quarantined'

select * from {{ ref('base_product__demand_versions') }}
where row_status = 'quarantined'

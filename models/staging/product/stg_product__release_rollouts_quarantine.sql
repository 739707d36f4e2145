select * from {{ ref('base_product__release_rollouts') }}
where row_status = 'quarantined'

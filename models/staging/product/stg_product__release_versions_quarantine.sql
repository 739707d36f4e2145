select * from {{ ref('base_product__release_versions') }}
where row_status = 'quarantined'

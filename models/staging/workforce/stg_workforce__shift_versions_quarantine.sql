select * from {{ ref('base_workforce__shift_versions') }}
where row_status = 'quarantined'

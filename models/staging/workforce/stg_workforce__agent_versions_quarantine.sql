select * from {{ ref('base_workforce__agent_versions') }}
where row_status = 'quarantined'

select * from {{ ref('base_contact_tool_backend__ticket_versions') }}
where row_status = 'quarantined'

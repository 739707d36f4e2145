select * from {{ ref('base_contact_tool_backend__actions') }}
where row_status = 'quarantined'

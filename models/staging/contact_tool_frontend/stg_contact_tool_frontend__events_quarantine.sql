select * from {{ ref('base_contact_tool_frontend__events') }}
where row_status = 'quarantined'

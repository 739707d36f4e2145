{{ config(materialized='view') }}

with final as (
    select
        ticket_id,
        created_at,
        channel,
        coalesce(contact_reason, 'unknown') as contact_reason,
        customer_key,
        priority,
        status,
        status_since_at,
        closed_at,
        merged_into_ticket_id,
        updated_at,
        loaded_at,
        built_in_run
    from {{ ref('stg_contact_tool_backend__ticket_versions') }}
    where is_latest
)

select * from final

with versions as (
    select * from {{ ref('stg_contact_tool_backend__ticket_versions') }}
),

-- the version before a ticket came to its present status tells since when it has had it
changes as (
    select
        ticket_id,
        status,
        updated_at,
        lag(status) over (
            partition by ticket_id
            order by updated_at
        ) as previous_status
    from versions
),

status_since as (
    select
        ticket_id,
        status,
        max(updated_at) as status_since_at
    from changes
    where previous_status is null or previous_status <> status
    group by ticket_id, status
),

final as (
    select
        versions.ticket_id,
        versions.created_at,
        versions.channel,
        versions.contact_reason,
        versions.customer_key,
        versions.priority,
        versions.status,
        status_since.status_since_at,
        versions.closed_at,
        versions.merged_into_ticket_id,
        versions.updated_at,
        versions.loaded_at
    from versions
    inner join status_since
        on
            versions.ticket_id = status_since.ticket_id
            and versions.status = status_since.status
    where versions.is_latest
)

select * from final

with seen as (
    select distinct contact_reason
    from {{ ref('int_tickets') }}
),

described as (
    select * from {{ ref('contact_reasons') }}
),

final as (
    select
        coalesce(seen.contact_reason, described.contact_reason) as contact_reason,
        coalesce(described.contact_reason_group, 'other') as contact_reason_group,
        described.contact_reason is not null as is_described
    from seen
    full outer join described
        on seen.contact_reason = described.contact_reason
)

select * from final

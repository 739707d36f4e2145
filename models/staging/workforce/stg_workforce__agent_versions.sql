with kept_rows as (
    select * from {{ ref('base_workforce__agent_versions') }}
    where row_status = 'kept'
),

-- each version is valid until the next one; the first also holds for what happened before it was
-- written
final as (
    select
        agent_key,
        team,
        site,
        employment_type,
        role,
        hired_on,
        is_system,
        updated_at as valid_from_at,
        lead(updated_at) over (
            partition by agent_key
            order by updated_at
        ) as valid_to_at,
        row_number() over (
            partition by agent_key
            order by updated_at
        ) = 1 as is_first_version,
        loaded_at,
        loaded_date
    from kept_rows
)

select * from final

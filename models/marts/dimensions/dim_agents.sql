{{ config(grants=per_agent_readers()) }}

with versions as (
    select * from {{ ref('stg_workforce__agent_versions') }}
    where is_valid
),

-- agents that only the logs know have one version, of which nothing but the key is known
unlisted as (
    select distinct blocks.agent_key
    from {{ ref('int_presence_blocks') }} as blocks
    left join versions
        on blocks.agent_key = versions.agent_key
    where versions.agent_key is null
),

combined as (
    select
        agent_key,
        team,
        site,
        employment_type,
        role,
        hired_on,
        is_system,
        -- what happened before an agent's first version was written belongs to that version
        case when not is_first_version then valid_from_at end as valid_from_at,
        valid_to_at
    from versions
    union all
    select
        agent_key,
        cast(null as string) as team,
        cast(null as string) as site,
        cast(null as string) as employment_type,
        cast(null as string) as role,
        cast(null as date) as hired_on,
        false as is_system,
        cast(null as timestamp) as valid_from_at,
        cast(null as timestamp) as valid_to_at
    from unlisted
),

final as (
    select
        {{ dbt.hash(
            "agent_key || '|' || coalesce(cast("
            ~ "unix_micros(valid_from_at) as string), '')"
        ) }} as agent_version_key,
        agent_key,
        coalesce(team, 'unknown') as team,
        site,
        employment_type,
        role,
        hired_on,
        is_system,
        valid_from_at,
        valid_to_at,
        valid_to_at is null as is_current
    from combined
)

select * from final

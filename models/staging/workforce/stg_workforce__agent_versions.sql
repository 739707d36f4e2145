{{ config(
    pre_hook="{{ take_out_taken_back('agents', 'old.agent_key') }}",
    unique_key=['agent_key', 'version_id']
) }}

with versions as (
    {{ versions_so_far(
        ref('base_workforce__agent_versions'),
        'agent_key',
        ['team', 'site', 'employment_type', 'role', 'hired_on', 'is_system', 'updated_at']
    ) }}
),

-- Each version is valid until the next one. Of versions with the same updated_at the one loaded
-- last counts, as it may be a correction: the others are valid for no time at all.
ordered as (
    select
        *,
        lead(updated_at) over (
            partition by agent_key
            order by updated_at, loaded_at, version_id desc
        ) as valid_to_at,
        min(updated_at) over (partition by agent_key) as first_updated_at
    from versions
),

-- the first version also holds for what happened before it was written
final as (
    select
        agent_key,
        version_id,
        team,
        site,
        employment_type,
        role,
        hired_on,
        is_system,
        updated_at as valid_from_at,
        valid_to_at,
        coalesce(valid_to_at > updated_at, true) as is_valid,
        updated_at = first_updated_at
        and coalesce(valid_to_at > updated_at, true) as is_first_version,
        updated_at,
        has_unreadable_value,
        loaded_at,
        cast(loaded_at as date) as loaded_date,
        displaced_loaded_at,
        first_built_in_run,
        built_in_run
    from ordered
)

select * from final

{{ config(materialized='view') }}

with raw_rows as (
    select delivered.*
    from {{ source('raw', 'agents') }} as delivered
    where {{ is_of_this_run('delivered', 'agents') }}
),

project_salt as (
    select secret.salt from {{ source('restricted', 'salt') }} as secret
),

salted as (
    select
        {{ salted_key('project_salt.salt', 'raw_rows.agent_id') }} as agent_key,
        raw_rows.team,
        raw_rows.site,
        raw_rows.employment_type,
        raw_rows.role,
        raw_rows.hired_on,
        raw_rows.is_system,
        raw_rows.updated_at,
        raw_rows.loaded_at,
        {{ landing_columns('raw_rows') }}
    from raw_rows
    cross join project_salt
),

checked as (
    select
        *,
        case
            when loaded_at is null then 'loaded_at is missing or unreadable'
            when loaded_at < {{ earliest_believed() }} then 'loaded_at is before 1990'
            when loaded_at > {{ latest_believed() }} then 'loaded_at is in the future'
            when agent_key is null then 'agent_id is missing'
            when updated_at is null then 'updated_at is missing or unreadable'
            when updated_at < {{ earliest_believed() }} then 'updated_at is before 1990'
            when {{ is_after_loading('updated_at') }}
                then 'updated_at is more than an hour after loaded_at'
        end as reject_reason
    from salted
),

final as (
    select
        agent_key,
        team,
        site,
        employment_type,
        role,
        hired_on,
        coalesce(is_system, false) as is_system,
        updated_at,
        loaded_at,
        cast(loaded_at as date) as loaded_date,
        reject_reason,
        failed_columns is not null as has_unreadable_value,
        failed_columns,
        file_path,
        file_row,
        landing_unit
    from checked
)

select * from final

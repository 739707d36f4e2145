{{ config(materialized='view') }}

with raw_rows as (
    select delivered.*
    from {{ source('raw', 'self_service_sessions') }} as delivered
    where {{ is_of_this_run('delivered', 'self_service_sessions') }}
),

project_salt as (
    select secret.salt from {{ source('restricted', 'salt') }} as secret
),

salted as (
    select
        raw_rows.session_id,
        {{ salted_key('project_salt.salt', 'raw_rows.customer_key') }} as customer_key,
        raw_rows.started_at,
        lower(trim(raw_rows.kind)) as kind,
        raw_rows.topic,
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
            when coalesce(trim(session_id), '') = '' then 'session_id is missing'
            when started_at is null then 'started_at is missing or unreadable'
            when started_at < {{ earliest_believed() }} then 'started_at is before 1990'
            when {{ is_after_loading('started_at') }}
                then 'started_at is more than an hour after loaded_at'
        end as reject_reason
    from salted
),

final as (
    select
        session_id,
        customer_key,
        started_at,
        kind,
        topic,
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

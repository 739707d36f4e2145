{{ config(materialized='view') }}

with raw_rows as (
    select delivered.*
    from {{ source('raw', 'releases') }} as delivered
    where {{ is_of_this_run('delivered', 'releases') }}
),

named as (
    select
        raw_rows.release_id,
        raw_rows.name,
        lower(trim(raw_rows.kind)) as kind,
        raw_rows.hypothesis,
        raw_rows.released_at,
        raw_rows.loaded_at,
        {{ landing_columns('raw_rows') }}
    from raw_rows
),

checked as (
    select
        *,
        case
            when loaded_at is null then 'loaded_at is missing or unreadable'
            when loaded_at < {{ earliest_believed() }} then 'loaded_at is before 1990'
            when loaded_at > {{ latest_believed() }} then 'loaded_at is in the future'
            when coalesce(trim(release_id), '') = '' then 'release_id is missing'
            when released_at is null then 'released_at is missing or unreadable'
            when released_at < {{ earliest_believed() }} then 'released_at is before 1990'
        end as reject_reason
    from named
),

final as (
    select
        release_id,
        name,
        kind,
        hypothesis,
        released_at,
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

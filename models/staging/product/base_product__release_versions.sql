with raw_rows as (
    select * from {{ source('raw', 'releases') }}
),

named as (
    select
        raw_rows.release_id,
        raw_rows.name,
        raw_rows.kind,
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

-- the same version of a release delivered again: the copy that was loaded first is kept
numbered as (
    select
        *,
        row_number() over (
            partition by release_id, name, kind, hypothesis, released_at, reject_reason is null
            order by loaded_at, file_path, file_row
        ) as copy_number
    from checked
),

final as (
    select
        release_id,
        name,
        lower(trim(kind)) as kind,
        hypothesis,
        released_at,
        loaded_at,
        cast(loaded_at as date) as loaded_date,
        {{ row_status() }} as row_status,
        reject_reason,
        failed_columns is not null as has_unreadable_value,
        failed_columns,
        file_path,
        file_row
    from numbered
)

select * from final

{{ config(materialized='view') }}

with raw_rows as (
    select delivered.*
    from {{ source('raw', 'shifts') }} as delivered
    where {{ is_of_this_run('delivered', 'shifts') }}
),

project_salt as (
    select secret.salt from {{ source('restricted', 'salt') }} as secret
),

salted as (
    select
        {{ salted_key('project_salt.salt', 'raw_rows.agent_id') }} as agent_key,
        raw_rows.starts_at,
        raw_rows.ends_at,
        lower(trim(raw_rows.activity)) as activity,
        raw_rows.shift_id,
        raw_rows.channel,
        raw_rows.updated_at,
        coalesce(raw_rows.is_cancelled, false) as is_cancelled,
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
            when starts_at is null then 'starts_at is missing or unreadable'
            when starts_at < {{ earliest_believed() }} then 'starts_at is before 1990'
            when ends_at is null then 'ends_at is missing or unreadable'
            when ends_at <= starts_at then 'ends_at is not after starts_at'
            -- leave may last for weeks; nobody works, rests or meets for more than a day on end
            when
                activity <> 'leave'
                and {{ microseconds_between('starts_at', 'ends_at') }} > 86400000000
                then 'the shift is longer than 24 hours'
            when {{ microseconds_between('loaded_at', 'starts_at') }} > 63072000000000
                then 'starts_at is more than two years after loaded_at'
            when coalesce(activity, '') = '' then 'activity is missing'
        end as reject_reason
    from salted
),

-- where shifts have no id, an agent's start is what tells them apart
final as (
    select
        agent_key,
        agent_key || '|' || coalesce(
            shift_id, cast(unix_micros(starts_at) as string)
        ) as shift_key,
        starts_at,
        ends_at,
        activity,
        shift_id,
        channel,
        updated_at,
        is_cancelled,
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

{{ config(materialized='view') }}

with raw_rows as (
    select delivered.*
    from {{ source('raw', 'tickets') }} as delivered
    where {{ is_of_this_run('delivered', 'tickets') }}
),

project_salt as (
    select secret.salt from {{ source('restricted', 'salt') }} as secret
),

salted as (
    select
        raw_rows.ticket_id,
        raw_rows.created_at,
        lower(trim(raw_rows.channel)) as channel_word,
        raw_rows.contact_reason,
        {{ salted_key('project_salt.salt', 'raw_rows.customer_key') }} as customer_key,
        raw_rows.priority,
        lower(trim(raw_rows.status)) as status_word,
        case
            when
                raw_rows.closed_at >= raw_rows.created_at
                and not {{ is_after_loading('raw_rows.closed_at', 'raw_rows.loaded_at') }}
                then raw_rows.closed_at
        end as closed_at,
        raw_rows.closed_at as closed_at_as_delivered,
        raw_rows.merged_into_ticket_id,
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
            when coalesce(trim(ticket_id), '') = '' then 'ticket_id is missing'
            when created_at is null then 'created_at is missing or unreadable'
            when created_at < {{ earliest_believed() }} then 'created_at is before 1990'
            when {{ is_after_loading('created_at') }}
                then 'created_at is more than an hour after loaded_at'
            when updated_at is null then 'updated_at is missing or unreadable'
            when updated_at < {{ earliest_believed() }} then 'updated_at is before 1990'
            when {{ is_after_loading('updated_at') }}
                then 'updated_at is more than an hour after loaded_at'
            when coalesce(channel_word, '') = '' then 'channel is missing'
            when coalesce(status_word, '') = '' then 'status is missing'
        end as reject_reason
    from salted
),

final as (
    select
        ticket_id,
        created_at,
        channel_word,
        contact_reason,
        customer_key,
        priority,
        status_word,
        closed_at,
        merged_into_ticket_id,
        updated_at,
        loaded_at,
        cast(loaded_at as date) as loaded_date,
        reject_reason,
        failed_columns is not null
        or (closed_at_as_delivered is not null and closed_at is null) as has_unreadable_value,
        failed_columns,
        file_path,
        file_row,
        landing_unit
    from checked
)

select * from final

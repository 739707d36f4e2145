with vocabulary as (
    select * from {{ ref('vocabulary_words') }}
),

backend_action_logs as (
    select
        rows_delivered.loaded_date,
        'backend_action_logs' as source,
        'none' as app_version,
        rows_delivered.row_status,
        vocabulary.word is not null as is_mapped,
        rows_delivered.has_unreadable_value,
        case
            when rows_delivered.row_status = 'kept'
                then {{ whole_seconds_between(
                    'rows_delivered.occurred_at', 'rows_delivered.loaded_at'
                ) }}
        end as delay_whole_seconds
    from {{ ref('base_contact_tool_backend__actions') }} as rows_delivered
    left join vocabulary
        on rows_delivered.action_word = vocabulary.word and vocabulary.vocabulary = 'action'
),

tickets as (
    select
        rows_delivered.loaded_date,
        'tickets' as source,
        'none' as app_version,
        rows_delivered.row_status,
        channel_words.word is not null and status_words.word is not null as is_mapped,
        rows_delivered.has_unreadable_value,
        case
            when rows_delivered.row_status = 'kept'
                then {{ whole_seconds_between(
                    'rows_delivered.updated_at', 'rows_delivered.loaded_at'
                ) }}
        end as delay_whole_seconds
    from {{ ref('base_contact_tool_backend__ticket_versions') }} as rows_delivered
    left join vocabulary as channel_words
        on rows_delivered.channel_word = channel_words.word and channel_words.vocabulary = 'channel'
    left join vocabulary as status_words
        on
            rows_delivered.status_word = status_words.word
            and status_words.vocabulary = 'ticket_status'
),

frontend_event_logs as (
    select
        rows_delivered.loaded_date,
        'frontend_event_logs' as source,
        coalesce(rows_delivered.app_version, 'unknown') as app_version,
        rows_delivered.row_status,
        vocabulary.word is not null as is_mapped,
        rows_delivered.has_unreadable_value,
        case
            when rows_delivered.row_status = 'kept'
                then {{ whole_seconds_between(
                    'rows_delivered.received_at', 'rows_delivered.loaded_at'
                ) }}
        end as delay_whole_seconds
    from {{ ref('base_contact_tool_frontend__events') }} as rows_delivered
    left join vocabulary
        on rows_delivered.event_word = vocabulary.word and vocabulary.vocabulary = 'frontend_event'
),

agents as (
    select
        rows_delivered.loaded_date,
        'agents' as source,
        'none' as app_version,
        rows_delivered.row_status,
        true as is_mapped,
        rows_delivered.has_unreadable_value,
        cast(null as int64) as delay_whole_seconds
    from {{ ref('base_workforce__agent_versions') }} as rows_delivered
),

shifts as (
    select
        rows_delivered.loaded_date,
        'shifts' as source,
        'none' as app_version,
        rows_delivered.row_status,
        true as is_mapped,
        rows_delivered.has_unreadable_value,
        cast(null as int64) as delay_whole_seconds
    from {{ ref('base_workforce__shift_versions') }} as rows_delivered
),

releases as (
    select
        rows_delivered.loaded_date,
        'releases' as source,
        'none' as app_version,
        rows_delivered.row_status,
        true as is_mapped,
        rows_delivered.has_unreadable_value,
        cast(null as int64) as delay_whole_seconds
    from {{ ref('base_product__release_versions') }} as rows_delivered
),

release_rollouts as (
    select
        rows_delivered.loaded_date,
        'release_rollouts' as source,
        'none' as app_version,
        rows_delivered.row_status,
        true as is_mapped,
        rows_delivered.has_unreadable_value,
        cast(null as int64) as delay_whole_seconds
    from {{ ref('base_product__release_rollouts') }} as rows_delivered
),

self_service_sessions as (
    select
        rows_delivered.loaded_date,
        'self_service_sessions' as source,
        'none' as app_version,
        rows_delivered.row_status,
        true as is_mapped,
        rows_delivered.has_unreadable_value,
        case
            when rows_delivered.row_status = 'kept'
                then {{ whole_seconds_between(
                    'rows_delivered.started_at', 'rows_delivered.loaded_at'
                ) }}
        end as delay_whole_seconds
    from {{ ref('base_product__self_service_sessions') }} as rows_delivered
),

demand_daily as (
    select
        rows_delivered.loaded_date,
        'demand_daily' as source,
        'none' as app_version,
        rows_delivered.row_status,
        true as is_mapped,
        rows_delivered.has_unreadable_value,
        cast(null as int64) as delay_whole_seconds
    from {{ ref('base_product__demand_versions') }} as rows_delivered
),

arrivals as (
    select * from backend_action_logs
    union all
    select * from tickets
    union all
    select * from frontend_event_logs
    union all
    select * from agents
    union all
    select * from shifts
    union all
    select * from releases
    union all
    select * from release_rollouts
    union all
    select * from self_service_sessions
    union all
    select * from demand_daily
),

final as (
    select
        loaded_date,
        source,
        app_version,
        row_status,
        is_mapped,
        has_unreadable_value,
        delay_whole_seconds,
        count(*) as row_count
    from arrivals
    group by
        loaded_date,
        source,
        app_version,
        row_status,
        is_mapped,
        has_unreadable_value,
        delay_whole_seconds
)

select * from final

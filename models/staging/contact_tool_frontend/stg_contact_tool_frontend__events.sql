with kept_rows as (
    select * from {{ ref('base_contact_tool_frontend__events') }}
    where row_status = 'kept'
),

event_words as (
    select
        word,
        meaning
    from {{ ref('vocabulary_words') }}
    where vocabulary = 'frontend_event'
),

final as (
    select
        kept_rows.event_id,
        kept_rows.tab_session_id,
        kept_rows.sequence_no,
        kept_rows.agent_key,
        kept_rows.ticket_id,
        coalesce(event_words.meaning, kept_rows.event_word) as event_type,
        event_words.meaning is not null as is_mapped,
        kept_rows.screen,
        kept_rows.occurred_at_client,
        kept_rows.sent_at_client,
        kept_rows.received_at,
        kept_rows.request_id,
        kept_rows.app_version,
        kept_rows.properties,
        kept_rows.loaded_at,
        kept_rows.loaded_date
    from kept_rows
    left join event_words
        on kept_rows.event_word = event_words.word
)

select * from final

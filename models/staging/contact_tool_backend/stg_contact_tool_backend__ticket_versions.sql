with kept_rows as (
    select * from {{ ref('base_contact_tool_backend__ticket_versions') }}
    where row_status = 'kept'
),

channel_words as (
    select
        word,
        meaning
    from {{ ref('vocabulary_words') }}
    where vocabulary = 'channel'
),

status_words as (
    select
        word,
        meaning
    from {{ ref('vocabulary_words') }}
    where vocabulary = 'ticket_status'
),

final as (
    select
        kept_rows.ticket_id,
        kept_rows.created_at,
        coalesce(channel_words.meaning, kept_rows.channel_word) as channel,
        coalesce(kept_rows.contact_reason, 'unknown') as contact_reason,
        kept_rows.customer_key,
        kept_rows.priority,
        coalesce(status_words.meaning, kept_rows.status_word) as status,
        channel_words.meaning is not null and status_words.meaning is not null as is_mapped,
        kept_rows.closed_at,
        kept_rows.merged_into_ticket_id,
        kept_rows.updated_at,
        kept_rows.loaded_at,
        kept_rows.loaded_date,
        row_number() over (
            partition by kept_rows.ticket_id
            order by kept_rows.updated_at desc
        ) = 1 as is_latest
    from kept_rows
    left join channel_words
        on kept_rows.channel_word = channel_words.word
    left join status_words
        on kept_rows.status_word = status_words.word
)

select * from final

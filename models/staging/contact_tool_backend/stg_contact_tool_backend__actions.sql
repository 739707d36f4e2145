with kept_rows as (
    select * from {{ ref('base_contact_tool_backend__actions') }}
    where row_status = 'kept'
),

action_words as (
    select
        word,
        meaning
    from {{ ref('vocabulary_words') }}
    where vocabulary = 'action'
),

-- a word that no row of the seed knows stays as it is: it still is evidence of work on its ticket
final as (
    select
        kept_rows.log_id,
        kept_rows.occurred_at,
        kept_rows.agent_key,
        kept_rows.ticket_id,
        coalesce(action_words.meaning, kept_rows.action_word) as action,
        action_words.meaning is not null as is_mapped,
        kept_rows.request_id,
        kept_rows.status_code,
        kept_rows.latency_ms,
        kept_rows.properties,
        kept_rows.loaded_at,
        kept_rows.loaded_date
    from kept_rows
    left join action_words
        on kept_rows.action_word = action_words.word
)

select * from final

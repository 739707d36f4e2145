{{ config(
    pre_hook="{{ take_out_displaced(ref('stg_contact_tool_frontend__events_displaced'), 'event_id', 'client_date') }}",
    partition_by=partition_by_day('client_date'),
    require_partition_filter=true,
    cluster_by=['tab_session_id']
) }}

with event_words as (
    select
        word,
        meaning
    from {{ ref('vocabulary_words') }}
    where vocabulary = 'frontend_event'
),

contenders as (
    {{ copies_to_choose_from(
        ref('base_contact_tool_frontend__events'),
        ref('stg_contact_tool_frontend__events_displaced'),
        id='event_id',
        date='client_date',
        time='occurred_at_client',
        content=[
            'tab_session_id', 'sequence_no', 'agent_key', 'ticket_id', 'event_word', 'screen',
            'occurred_at_client', 'sent_at_client', 'received_at', 'request_id', 'app_version',
            'properties'
        ]
    ) }}
),

-- the same event_id again on the same day of the client's clock is the same event delivered again:
-- the copy that was loaded first is kept
numbered as (
    select
        *,
        row_number() over (
            partition by event_id, client_date
            order by
                loaded_at, received_at, occurred_at_client, tab_session_id, sequence_no, event_word,
                agent_key, ticket_id, screen, sent_at_client, request_id, app_version, properties,
                has_unreadable_value
        ) as copy_number
    from contenders
),

final as (
    select
        numbered.event_id,
        numbered.client_date,
        numbered.tab_session_id,
        numbered.sequence_no,
        numbered.agent_key,
        numbered.ticket_id,
        numbered.event_word,
        coalesce(event_words.meaning, numbered.event_word) as event_type,
        event_words.meaning is not null as is_mapped,
        numbered.screen,
        numbered.occurred_at_client,
        numbered.sent_at_client,
        numbered.received_at,
        cast(numbered.received_at as date) as received_date,
        numbered.request_id,
        numbered.app_version,
        numbered.properties,
        numbered.has_unreadable_value,
        numbered.loaded_at,
        numbered.loaded_date,
        cast({{ run_number() }} as int64) as built_in_run
    from numbered
    left join event_words
        on numbered.event_word = event_words.word
    where numbered.copy_number = 1
)

select * from final
{{ stored_by('client_date') }}

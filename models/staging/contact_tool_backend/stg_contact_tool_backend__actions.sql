{{ config(
    pre_hook="{{ take_out_displaced(ref('stg_contact_tool_backend__actions_displaced'), 'log_id', 'occurred_date') }}",
    partition_by=partition_by_day('occurred_date'),
    require_partition_filter=true,
    cluster_by=['ticket_id', 'agent_key']
) }}

with action_words as (
    select
        word,
        meaning
    from {{ ref('vocabulary_words') }}
    where vocabulary = 'action'
),

contenders as (
    {{ copies_to_choose_from(
        ref('base_contact_tool_backend__actions'),
        ref('stg_contact_tool_backend__actions_displaced'),
        id='log_id',
        date='occurred_date',
        time='occurred_at',
        content=[
            'occurred_at', 'agent_key', 'ticket_id', 'action_word', 'request_id', 'status_code',
            'latency_ms', 'properties'
        ]
    ) }}
),

-- the same log_id again on the same day is the same action delivered again: the copy that was
-- loaded first is kept
numbered as (
    select
        *,
        row_number() over (
            partition by log_id, occurred_date
            order by
                loaded_at, occurred_at, action_word, ticket_id, agent_key, request_id, status_code,
                latency_ms, properties, has_unreadable_value
        ) as copy_number
    from contenders
),

-- a word that no row of the seed knows stays as it is: it still is evidence of work on its ticket
final as (
    select
        numbered.log_id,
        numbered.occurred_date,
        numbered.occurred_at,
        numbered.agent_key,
        numbered.ticket_id,
        numbered.action_word,
        coalesce(action_words.meaning, numbered.action_word) as action,
        action_words.meaning is not null as is_mapped,
        numbered.request_id,
        numbered.status_code,
        numbered.latency_ms,
        numbered.properties,
        numbered.has_unreadable_value,
        numbered.loaded_at,
        numbered.loaded_date,
        cast({{ run_number() }} as int64) as built_in_run
    from numbered
    left join action_words
        on numbered.action_word = action_words.word
    where numbered.copy_number = 1
)

select * from final

{{ config(
    unique_key=['log_id', 'occurred_date'],
    incremental_predicates=on_delivered_dates(
        'occurred_date', ref('base_contact_tool_backend__actions'), 'occurred_at'
    ),
    partition_by=partition_by_day('occurred_date'),
    cluster_by=['ticket_id', 'agent_key']
) }}
-- depends_on: {{ ref('stg_contact_tool_backend__actions_displaced') }}

with delivered as (
    select
        *,
        cast(occurred_at as date) as occurred_date
    from {{ ref('base_contact_tool_backend__actions') }}
    where reject_reason is null
),

action_words as (
    select
        word,
        meaning
    from {{ ref('vocabulary_words') }}
    where vocabulary = 'action'
),

copies as (
    select
        log_id,
        occurred_date,
        occurred_at,
        agent_key,
        ticket_id,
        action_word,
        request_id,
        status_code,
        latency_ms,
        properties,
        has_unreadable_value,
        loaded_at,
        loaded_date,
        false as is_known
    from delivered
    {% if is_increment() %}
        union all
        select
            known.log_id,
            known.occurred_date,
            known.occurred_at,
            known.agent_key,
            known.ticket_id,
            known.action_word,
            known.request_id,
            known.status_code,
            known.latency_ms,
            known.properties,
            known.has_unreadable_value,
            known.loaded_at,
            known.loaded_date,
            true as is_known
        from {{ this }} as known
        inner join (
            select distinct
                log_id,
                occurred_date
            from delivered
        ) as ids
            on
                known.log_id = ids.log_id
                and known.occurred_date = ids.occurred_date
        where {{ is_delivered_date(
                'known.occurred_date', ref('base_contact_tool_backend__actions'), 'occurred_at'
            ) }}
    {% endif %}
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
                latency_ms, properties, has_unreadable_value, is_known desc
        ) as copy_number
    from copies
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
    where numbered.copy_number = 1 and not numbered.is_known
)

select * from final

{{ config(
    pre_hook="{{ take_out_taken_back('tickets', 'old.ticket_id') }}",
    unique_key=['ticket_id', 'version_id'],
    cluster_by=['ticket_id']
) }}

with versions as (
    {{ versions_so_far(
        ref('base_contact_tool_backend__ticket_versions'),
        'ticket_id',
        [
            'created_at', 'channel_word', 'contact_reason', 'customer_key', 'priority', 'status_word',
            'closed_at', 'merged_into_ticket_id', 'updated_at'
        ]
    ) }}
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

-- of versions with the same updated_at the one loaded last counts, as it may be a correction
ordered as (
    select
        versions.*,
        coalesce(channel_words.meaning, versions.channel_word) as channel,
        coalesce(status_words.meaning, versions.status_word) as status,
        channel_words.meaning is not null and status_words.meaning is not null as is_mapped,
        row_number() over (
            partition by versions.ticket_id
            order by versions.updated_at, versions.loaded_at, versions.version_id desc
        ) as version_number,
        count(*) over (partition by versions.ticket_id) as version_count
    from versions
    left join channel_words
        on versions.channel_word = channel_words.word
    left join status_words
        on versions.status_word = status_words.word
),

statuses as (
    select
        *,
        lag(status) over (
            partition by ticket_id
            order by version_number
        ) as previous_status
    from ordered
),

-- the version in which a ticket came to its present status tells since when it has had it
final as (
    select
        ticket_id,
        version_id,
        created_at,
        channel_word,
        status_word,
        channel,
        contact_reason,
        customer_key,
        priority,
        status,
        is_mapped,
        closed_at,
        merged_into_ticket_id,
        updated_at,
        max(
            case when previous_status is null or previous_status <> status then updated_at end
        ) over (
            partition by ticket_id, status
            order by version_number
            rows between unbounded preceding and current row
        ) as status_since_at,
        version_number = version_count as is_latest,
        has_unreadable_value,
        loaded_at,
        cast(loaded_at as date) as loaded_date,
        displaced_loaded_at,
        first_built_in_run,
        built_in_run
    from statuses
)

select * from final

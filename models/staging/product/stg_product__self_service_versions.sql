{{ config(
    pre_hook="{{ take_out_taken_back('self_service_sessions', 'old.session_id') }}",
    unique_key=['session_id', 'version_id']
) }}

with versions as (
    {{ versions_so_far(
        ref('base_product__self_service_sessions'),
        'session_id',
        ['customer_key', 'started_at', 'kind', 'topic']
    ) }}
),

-- the same session_id again is the same session delivered again: what was loaded first counts
numbered as (
    select
        *,
        row_number() over (
            partition by session_id
            order by loaded_at, started_at, kind, topic, customer_key
        ) as version_number
    from versions
),

final as (
    select
        session_id,
        version_id,
        customer_key,
        started_at,
        kind,
        topic,
        version_number = 1 as is_first,
        has_unreadable_value,
        loaded_at,
        cast(loaded_at as date) as loaded_date,
        displaced_loaded_at,
        first_built_in_run,
        built_in_run
    from numbered
)

select * from final

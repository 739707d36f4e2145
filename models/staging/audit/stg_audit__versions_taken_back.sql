{{ config(
    tags=['of_this_run'],
    pre_hook="{{ take_out('old.built_in_run <= ' ~ last_complete_run()) }}"
) }}

{#- where versions are kept, what names their things, and what tells when those were planned -#}
{%- set versions = {
    'tickets': {'model': 'stg_contact_tool_backend__ticket_versions', 'key': 'ticket_id'},
    'agents': {
        'model': 'stg_workforce__agent_versions', 'key': 'agent_key', 'agent_key': 'known.agent_key'
    },
    'shifts': {
        'model': 'stg_workforce__shift_versions',
        'key': 'shift_key',
        'agent_key': 'known.agent_key',
        'starts_at': 'known.starts_at',
        'ends_at': 'known.ends_at',
        'activity': 'known.activity',
    },
    'releases': {'model': 'stg_product__release_versions', 'key': 'release_id'},
    'self_service_sessions': {'model': 'stg_product__self_service_versions', 'key': 'session_id'},
} -%}

-- Written before the versions change: those that were taken back tell what they touched.
{% if is_increment() %}
    with removed as (
        select distinct
            removals.source_name,
            removals.row_key
        from {{ source('audit', 'removed_rows') }} as removals
        where {{ is_new('removals') }}
    ),

    final as (
        {%- for source_name, kept in versions.items() %}
            select
                removed.source_name,
                removed.row_key,
                {{ kept.get('agent_key', 'cast(null as string)') }} as agent_key,
                {{ kept.get('starts_at', 'cast(null as timestamp)') }} as starts_at,
                {{ kept.get('ends_at', 'cast(null as timestamp)') }} as ends_at,
                {{ kept.get('activity', 'cast(null as string)') }} as activity,
                known.loaded_date,
                cast({{ run_number() }} as int64) as built_in_run
            from {{ source('previous_run_staging', kept['model']) }} as known
            inner join removed
                on known.{{ kept['key'] }} = removed.row_key
            where removed.source_name = '{{ source_name }}'
            {%- if not loop.last %}
                union all
            {%- endif %}
        {%- endfor %}
    )

    select * from final
{% else %}
    select
        removals.source_name,
        removals.row_key,
        cast(null as string) as agent_key,
        cast(null as timestamp) as starts_at,
        cast(null as timestamp) as ends_at,
        cast(null as string) as activity,
        removals.row_date as loaded_date,
        cast({{ run_number() }} as int64) as built_in_run
    from {{ source('audit', 'removed_rows') }} as removals
    where false
{% endif %}

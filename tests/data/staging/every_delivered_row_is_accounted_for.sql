-- For every source: rows delivered = kept + duplicates + quarantined. What is delivered is counted
-- when it lands; nothing that was delivered is missing, and nothing is kept that was not delivered.
{%- set partitioned_by = {
    'backend_action_logs': 'occurred_date', 'frontend_event_logs': 'client_date'
} -%}
{%- set sources = {
    'backend_action_logs': ('base_contact_tool_backend__actions', 'stg_contact_tool_backend__actions'),
    'tickets': (
        'base_contact_tool_backend__ticket_versions', 'stg_contact_tool_backend__ticket_versions'
    ),
    'frontend_event_logs': (
        'base_contact_tool_frontend__events', 'stg_contact_tool_frontend__events'
    ),
    'agents': ('base_workforce__agent_versions', 'stg_workforce__agent_versions'),
    'shifts': ('base_workforce__shift_versions', 'stg_workforce__shift_versions'),
    'releases': ('base_product__release_versions', 'stg_product__release_versions'),
    'release_rollouts': ('base_product__release_rollouts', 'stg_product__rollout_versions'),
    'self_service_sessions': (
        'base_product__self_service_sessions', 'stg_product__self_service_versions'
    ),
    'demand_daily': ('base_product__demand_versions', 'stg_product__demand_versions'),
} %}

with counted as (
    {%- for table, models in sources.items() %}
        select
            '{{ table }}' as source,
            (
                select count(*)
                from {{ source('raw', table) }}
                where {{ is_of_this_run(table, table) }}
            ) as landed_count,
            (select count(*) from {{ ref(models[0]) }}) as read_count,
            (
                select coalesce(sum(deliveries.row_count), 0)
                from {{ ref('int_log_deliveries') }} as deliveries
                where deliveries.source = '{{ table }}' and {{ is_new('deliveries') }}
            ) as delivered_count,
            (
                select count(*)
                from {{ ref(models[0]) }}
                where reject_reason is not null
            ) as rejected_count,
            (
                select count(quarantine.reject_reason)
                from {{ ref(models[0].replace('base_', 'stg_') ~ '_quarantine') }} as quarantine
                where {{ is_new('quarantine') }}
            ) as quarantined_count,
            (
                select coalesce(sum(kept_count), 0)
                from {{ ref('agg_log_quality_daily') }}
                where source = '{{ table }}'
            ) as counted_as_kept,
            (
                select count(*)
                from {{ ref(models[1]) }}
                where {{ is_any_date(partitioned_by.get(table, 'loaded_at')) }}
            ) as kept_count
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
)

select * from counted
where
    landed_count <> read_count
    or read_count <> delivered_count
    or rejected_count <> quarantined_count
    or counted_as_kept <> kept_count

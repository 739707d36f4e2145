-- Rows delivered = kept + duplicates + quarantined, for every source; kept and quarantined are
-- counted where readers find them, duplicates where they are set aside.
{%- set sources = {
    'backend_action_logs': 'contact_tool_backend__actions',
    'tickets': 'contact_tool_backend__ticket_versions',
    'frontend_event_logs': 'contact_tool_frontend__events',
    'agents': 'workforce__agent_versions',
    'shifts': 'workforce__shift_versions',
    'releases': 'product__release_versions',
    'release_rollouts': 'product__release_rollouts',
    'self_service_sessions': 'product__self_service_sessions',
    'demand_daily': 'product__demand_versions',
} %}

with delivered as (
    {%- for table in sources %}
        select
            '{{ table }}' as source,
            count(*) as row_count
        from {{ source('raw', table) }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

accounted as (
    {%- for table, entity in sources.items() %}
        select
            '{{ table }}' as source,
            count(*) as row_count
        from {{ ref('base_' ~ entity) }}
        where row_status in ('kept', 'duplicate')
        union all
        select
            '{{ table }}' as source,
            count(*) as row_count
        from {{ ref('stg_' ~ entity ~ '_quarantine') }}
        where reject_reason is not null
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

sums as (
    select
        source,
        sum(row_count) as row_count
    from accounted
    group by source
)

select
    delivered.source,
    delivered.row_count as delivered_count,
    sums.row_count as accounted_count
from delivered
left join sums
    on delivered.source = sums.source
where sums.row_count is null or delivered.row_count <> sums.row_count

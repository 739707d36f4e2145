{{ config(
    materialized='incremental',
    pre_hook="{{ take_out(is_taken_in_again('old', 'old.source')) }}"
) }}

{%- set sources = {
    'backend_action_logs': ref('base_contact_tool_backend__actions'),
    'tickets': ref('base_contact_tool_backend__ticket_versions'),
    'frontend_event_logs': ref('base_contact_tool_frontend__events'),
    'agents': ref('base_workforce__agent_versions'),
    'shifts': ref('base_workforce__shift_versions'),
    'releases': ref('base_product__release_versions'),
    'release_rollouts': ref('base_product__release_rollouts'),
    'self_service_sessions': ref('base_product__self_service_sessions'),
    'demand_daily': ref('base_product__demand_versions'),
} %}

with deliveries as (
    {%- for source_name, delivered in sources.items() %}
        select
            '{{ source_name }}' as source,
            landing_unit,
            loaded_date,
            {% if source_name == 'frontend_event_logs' -%}
                coalesce(app_version, 'unknown')
            {%- else -%}
                'none'
            {%- endif %} as app_version,
            reject_reason
        from {{ delivered }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

final as (
    select
        source,
        landing_unit,
        loaded_date,
        app_version,
        count(*) as row_count,
        count(reject_reason) as quarantined_count,
        cast({{ run_number() }} as int64) as built_in_run
    from deliveries
    group by source, landing_unit, loaded_date, app_version
)

select * from final

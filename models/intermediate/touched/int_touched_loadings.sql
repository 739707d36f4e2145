{{ config(tags=['of_this_run']) }}

-- what was delivered, and what gave way to it
with touched as (
    select
        deliveries.source,
        deliveries.loaded_date
    from {{ ref('int_log_deliveries') }} as deliveries
    where {{ is_new('deliveries') }}
    union all
    select
        'backend_action_logs' as source,
        displaced.loaded_date
    from {{ ref('stg_contact_tool_backend__actions_displaced') }} as displaced
    where {{ is_new('displaced') }}
    union all
    select
        'frontend_event_logs' as source,
        displaced.loaded_date
    from {{ ref('stg_contact_tool_frontend__events_displaced') }} as displaced
    where {{ is_new('displaced') }}
    {%- for source_name, versions in {
        'tickets': ref('stg_contact_tool_backend__ticket_versions'),
        'agents': ref('stg_workforce__agent_versions'),
        'shifts': ref('stg_workforce__shift_versions'),
        'releases': ref('stg_product__release_versions'),
        'release_rollouts': ref('stg_product__rollout_versions'),
        'self_service_sessions': ref('stg_product__self_service_versions'),
        'demand_daily': ref('stg_product__demand_versions'),
    }.items() %}
        union all
        select
            '{{ source_name }}' as source,
            cast(versions.displaced_loaded_at as date) as loaded_date
        from {{ versions }} as versions
        where {{ is_new('versions') }} and versions.displaced_loaded_at is not null
    {%- endfor %}
    union all
    select
        taken_back.source_name as source,
        taken_back.loaded_date
    from {{ ref('stg_audit__versions_taken_back') }} as taken_back
    where {{ is_new('taken_back') }}
),

final as (
    select distinct
        source,
        loaded_date
    from touched
    where loaded_date is not null
)

select * from final

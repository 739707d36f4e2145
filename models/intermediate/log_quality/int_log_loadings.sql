{{ config(
    materialized='incremental',
    pre_hook="{{ take_out_matching(
        ref('int_touched_loadings'),
        'touched.source = old.source and touched.loaded_date = old.loaded_date'
    ) }}"
) }}

with touched as (
    select * from {{ ref('int_touched_loadings') }}
),

-- kept rows, with the time from which their delay is counted, where they have one
kept as (
    select
        'backend_action_logs' as source,
        'none' as app_version,
        loaded_date,
        loaded_at,
        occurred_at as happened_at,
        is_mapped,
        has_unreadable_value
    from {{ ref('stg_contact_tool_backend__actions') }}
    where {{ is_any_date('occurred_date') }}
    union all
    select
        'frontend_event_logs' as source,
        coalesce(app_version, 'unknown') as app_version,
        loaded_date,
        loaded_at,
        received_at as happened_at,
        is_mapped,
        has_unreadable_value
    from {{ ref('stg_contact_tool_frontend__events') }}
    where {{ is_any_date('client_date') }}
    union all
    select
        'tickets' as source,
        'none' as app_version,
        loaded_date,
        loaded_at,
        updated_at as happened_at,
        is_mapped,
        has_unreadable_value
    from {{ ref('stg_contact_tool_backend__ticket_versions') }}
    union all
    select
        'self_service_sessions' as source,
        'none' as app_version,
        loaded_date,
        loaded_at,
        started_at as happened_at,
        true as is_mapped,
        has_unreadable_value
    from {{ ref('stg_product__self_service_versions') }}
    {%- for source_name, versions in {
        'agents': ref('stg_workforce__agent_versions'),
        'shifts': ref('stg_workforce__shift_versions'),
        'releases': ref('stg_product__release_versions'),
        'release_rollouts': ref('stg_product__rollout_versions'),
        'demand_daily': ref('stg_product__demand_versions'),
    }.items() %}
        union all
        select
            '{{ source_name }}' as source,
            'none' as app_version,
            loaded_date,
            loaded_at,
            cast(null as timestamp) as happened_at,
            true as is_mapped,
            has_unreadable_value
        from {{ versions }}
    {%- endfor %}
),

-- as many rows as there are delays, of which there are fewer
delays as (
    select
        kept.source,
        kept.app_version,
        kept.loaded_date,
        case
            when kept.happened_at is not null
                then {{ whole_seconds_between('kept.happened_at', 'kept.loaded_at') }}
        end as delay_whole_seconds,
        count(*) as row_count,
        count(case when not kept.is_mapped then 1 end) as unmapped_count,
        count(case when kept.has_unreadable_value then 1 end) as unreadable_count,
        max(kept.loaded_at) as last_loaded_at
    from kept
    inner join touched
        on
            kept.source = touched.source
            and kept.loaded_date = touched.loaded_date
    where {{ is_on_dates_of('kept.loaded_date', 'int_touched_loadings', 'loaded_date') }}
    group by
        kept.source,
        kept.app_version,
        kept.loaded_date,
        case
            when kept.happened_at is not null
                then {{ whole_seconds_between('kept.happened_at', 'kept.loaded_at') }}
        end
),

cumulated as (
    select
        *,
        sum(row_count) over (
            partition by source, app_version, loaded_date
            order by delay_whole_seconds
            rows between unbounded preceding and current row
        ) as rows_so_far,
        sum(row_count) over (partition by source, app_version, loaded_date) as kept_count
    from delays
),

-- nearest-rank: the smallest delay that at least half (99 %) of the rows do not exceed
final as (
    select
        source,
        loaded_date,
        app_version,
        cast(sum(row_count) as int64) as kept_count,
        cast(sum(unmapped_count) as int64) as unmapped_count,
        cast(sum(unreadable_count) as int64) as unreadable_count,
        min(
            case when rows_so_far >= kept_count * 0.5 then delay_whole_seconds end
        ) as delay_p50_whole_seconds,
        min(
            case when rows_so_far >= kept_count * 0.99 then delay_whole_seconds end
        ) as delay_p99_whole_seconds,
        max(last_loaded_at) as last_loaded_at,
        cast({{ run_number() }} as int64) as built_in_run
    from cumulated
    group by source, loaded_date, app_version
)

select * from final

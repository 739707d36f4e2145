with deliveries as (
    select
        loaded_date,
        source,
        app_version,
        cast(sum(row_count) as int64) as row_count,
        cast(sum(quarantined_count) as int64) as quarantined_count
    from {{ ref('int_log_deliveries') }}
    group by loaded_date, source, app_version
),

loadings as (
    select * from {{ ref('int_log_loadings') }}
),

-- what the frontend's log tells about itself: events that are missing, and clocks
frontend as (
    select
        loadings_seen.loaded_date,
        'frontend_event_logs' as source,
        loadings_seen.app_version,
        loadings_seen.event_count,
        loadings_seen.lost_count + coalesce(beginnings.lost_count, 0) as lost_count,
        loadings_seen.offset_p95_ms,
        loadings_seen.error_p95_ms
    from {{ ref('int_frontend_loadings') }} as loadings_seen
    left join {{ ref('int_tab_beginnings') }} as beginnings
        on
            loadings_seen.loaded_date = beginnings.loaded_date
            and loadings_seen.app_version = beginnings.app_version
),

-- what the backend's log tells about it: actions of agents where no tab of theirs was seen
sightings as (
    select
        loaded_date,
        'frontend_event_logs' as source,
        app_version,
        cast(sum(action_count) as int64) as action_count,
        cast(sum(unseen_count) as int64) as unseen_count
    from {{ ref('int_action_sightings') }}
    group by loaded_date, app_version
),

final as (
    select
        deliveries.loaded_date,
        deliveries.source,
        deliveries.app_version,
        deliveries.row_count,
        coalesce(loadings.kept_count, 0) as kept_count,
        -- what was neither set aside nor kept says again what another row said
        deliveries.row_count
        - deliveries.quarantined_count
        - coalesce(loadings.kept_count, 0) as duplicate_count,
        deliveries.quarantined_count,
        coalesce(loadings.unmapped_count, 0) as unmapped_count,
        coalesce(loadings.unreadable_count, 0) as unreadable_count,
        frontend.lost_count,
        frontend.lost_count / (frontend.lost_count + frontend.event_count) as loss_rate,
        sightings.action_count as sighted_action_count,
        sightings.unseen_count as unseen_action_count,
        case
            when sightings.action_count > 0 then sightings.unseen_count / sightings.action_count
        end as tail_loss_rate,
        cast(loadings.delay_p50_whole_seconds as float64) as delay_p50_seconds,
        cast(loadings.delay_p99_whole_seconds as float64) as delay_p99_seconds,
        frontend.offset_p95_ms / 1000 as clock_offset_p95_seconds,
        frontend.error_p95_ms / 1000 as clock_error_p95_seconds
    from deliveries
    left join loadings
        on
            deliveries.loaded_date = loadings.loaded_date
            and deliveries.source = loadings.source
            and deliveries.app_version = loadings.app_version
    left join frontend
        on
            deliveries.loaded_date = frontend.loaded_date
            and deliveries.source = frontend.source
            and deliveries.app_version = frontend.app_version
    left join sightings
        on
            deliveries.loaded_date = sightings.loaded_date
            and deliveries.source = sightings.source
            and deliveries.app_version = sightings.app_version
)

select * from final

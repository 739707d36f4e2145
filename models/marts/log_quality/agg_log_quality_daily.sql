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
        cast(null as float64) as loss_rate,
        cast(null as float64) as tail_loss_rate,
        cast(loadings.delay_p50_whole_seconds as float64) as delay_p50_seconds,
        cast(loadings.delay_p99_whole_seconds as float64) as delay_p99_seconds,
        cast(null as float64) as clock_offset_p95_seconds,
        cast(null as float64) as clock_error_p95_seconds
    from deliveries
    left join loadings
        on
            deliveries.loaded_date = loadings.loaded_date
            and deliveries.source = loadings.source
            and deliveries.app_version = loadings.app_version
)

select * from final

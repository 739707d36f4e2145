with arrivals as (
    select * from {{ ref('int_log_arrivals') }}
),

counts as (
    select
        loaded_date,
        source,
        app_version,
        cast(sum(row_count) as int64) as row_count,
        cast(sum(case when row_status = 'kept' then row_count else 0 end) as int64) as kept_count,
        cast(
            sum(case when row_status = 'duplicate' then row_count else 0 end) as int64
        ) as duplicate_count,
        cast(
            sum(case when row_status = 'quarantined' then row_count else 0 end) as int64
        ) as quarantined_count,
        cast(
            sum(case when row_status = 'kept' and not is_mapped then row_count else 0 end) as int64
        ) as unmapped_count,
        cast(
            sum(
                case
                    when row_status = 'kept' and has_unreadable_value then row_count
                    else 0
                end
            ) as int64
        ) as unreadable_count,
        cast(
            sum(
                case
                    when row_status = 'kept' and delay_whole_seconds is not null then row_count
                    else 0
                end
            ) as int64
        ) as timed_count
    from arrivals
    group by loaded_date, source, app_version
),

delays as (
    select
        loaded_date,
        source,
        app_version,
        delay_whole_seconds,
        cast(sum(row_count) as int64) as row_count
    from arrivals
    where row_status = 'kept' and delay_whole_seconds is not null
    group by loaded_date, source, app_version, delay_whole_seconds
),

cumulated as (
    select
        *,
        sum(row_count) over (
            partition by loaded_date, source, app_version
            order by delay_whole_seconds
            rows between unbounded preceding and current row
        ) as rows_so_far
    from delays
),

-- nearest-rank: the smallest delay that at least half (99 %) of the rows do not exceed
percentiles as (
    select
        cumulated.loaded_date,
        cumulated.source,
        cumulated.app_version,
        min(
            case
                when cumulated.rows_so_far >= counts.timed_count * 0.5
                    then cumulated.delay_whole_seconds
            end
        ) as delay_p50_seconds,
        min(
            case
                when cumulated.rows_so_far >= counts.timed_count * 0.99
                    then cumulated.delay_whole_seconds
            end
        ) as delay_p99_seconds
    from cumulated
    inner join counts
        on
            cumulated.loaded_date = counts.loaded_date
            and cumulated.source = counts.source
            and cumulated.app_version = counts.app_version
    group by cumulated.loaded_date, cumulated.source, cumulated.app_version
),

final as (
    select
        counts.loaded_date,
        counts.source,
        counts.app_version,
        counts.row_count,
        counts.kept_count,
        counts.duplicate_count,
        counts.quarantined_count,
        counts.unmapped_count,
        counts.unreadable_count,
        cast(null as float64) as loss_rate,
        cast(null as float64) as tail_loss_rate,
        cast(percentiles.delay_p50_seconds as float64) as delay_p50_seconds,
        cast(percentiles.delay_p99_seconds as float64) as delay_p99_seconds,
        cast(null as float64) as clock_offset_p95_seconds,
        cast(null as float64) as clock_error_p95_seconds
    from counts
    left join percentiles
        on
            counts.loaded_date = percentiles.loaded_date
            and counts.source = percentiles.source
            and counts.app_version = percentiles.app_version
)

select * from final

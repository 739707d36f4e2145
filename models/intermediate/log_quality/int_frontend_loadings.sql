{{ config(
    materialized='incremental',
    pre_hook="{{ take_out_matching(
        ref('int_touched_frontend_loadings'), 'touched.loaded_date = old.loaded_date'
    ) }}"
) }}

with events as (
    select
        timed.loaded_date,
        coalesce(timed.app_version, 'unknown') as app_version,
        timed.lost_before_count,
        cast(ceil(abs(timed.clock_offset_us) / 1000) as int64) as offset_ms,
        cast(ceil(timed.clock_error_us / 1000) as int64) as error_ms
    from {{ ref('int_frontend_events_timed') }} as timed
    {% if is_increment() %}
        inner join {{ ref('int_touched_frontend_loadings') }} as touched
            on timed.loaded_date = touched.loaded_date
    {% endif %}
    where
        {{ is_on_dates_of('timed.loaded_date', 'int_touched_frontend_loadings', 'loaded_date') }}
        and {{ is_any_date('timed.client_date') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by loaded_date, app_version
            order by offset_ms
        ) as offset_place,
        row_number() over (
            partition by loaded_date, app_version
            order by error_ms
        ) as error_place,
        count(*) over (partition by loaded_date, app_version) as event_count
    from events
),

-- nearest-rank: the smallest offset (error) that at least 95 % of the events do not exceed
final as (
    select
        loaded_date,
        app_version,
        count(*) as event_count,
        cast(sum(lost_before_count) as int64) as lost_count,
        min(case when offset_place * 100 >= event_count * 95 then offset_ms end) as offset_p95_ms,
        min(case when error_place * 100 >= event_count * 95 then error_ms end) as error_p95_ms,
        cast({{ run_number() }} as int64) as built_in_run
    from ranked
    group by loaded_date, app_version
)

select * from final

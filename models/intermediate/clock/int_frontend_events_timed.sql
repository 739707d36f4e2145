{{ config(
    materialized='incremental',
    pre_hook="{{ take_out_tab_days() }}",
    partition_by=partition_by_day('client_date'),
    require_partition_filter=true,
    cluster_by=['tab_session_id']
) }}

with events as (
    select * from {{ ref('int_clock_bounds') }}
),

jumps as (
    select * from {{ ref('int_clock_jumps') }}
),

-- between two settings of the clock its offset changes by its drift alone
settings as (
    select
        tab_session_id,
        client_date,
        position as first_position,
        lead(position) over tab_settings as end_position,
        row_number() over tab_settings as stretch_number,
        unsure_us
    from jumps
    window tab_settings as (
        partition by tab_session_id, client_date
        order by position
    )
),

-- the events of a tab day before its first setting are a stretch too
settings_and_beginnings as (
    select
        tab_session_id,
        client_date,
        first_position,
        end_position,
        stretch_number,
        unsure_us
    from settings
    union all
    select
        tab_session_id,
        client_date,
        0 as first_position,
        min(position) as end_position,
        0 as stretch_number,
        cast(null as int64) as unsure_us
    from jumps
    group by tab_session_id, client_date
),

stretches as (
    select
        events.*,
        {{ client_drift('events.client_us') }} as drift_us,
        coalesce(settings.stretch_number, 0) as stretch_number,
        coalesce(settings.unsure_us, 0) as change_us,
        -- a batch that ends with a stretch may have been sent after it
        case
            when coalesce(events.position < settings.end_position - 1, true)
                then events.batch_upper_us
        end as sure_upper_us
    from events
    left join settings_and_beginnings as settings
        on
            events.tab_session_id = settings.tab_session_id
            and events.client_date = settings.client_date
            and events.position >= settings.first_position
            and events.position < coalesce(settings.end_position, events.position + 1)
),

sharpest as (
    select
        *,
        {{ smaller_of('sure_upper_us', 'request_upper_us') }} as upper_us
    from stretches
),

-- every bound holds for the events around it, the wider the further away they are; where the clock
-- was set at one of several events, it does only but for what it was set by
enveloped as (
    select
        *,
        min(upper_us - drift_us) over events_before + drift_us as upper_before_us,
        min(upper_us + drift_us) over events_after - drift_us as upper_after_us,
        max(lower_us + drift_us) over events_before - drift_us as lower_before_us,
        max(lower_us - drift_us) over events_after + drift_us as lower_after_us,
        count(sure_upper_us) over all_events as batch_count,
        cast(
            floor(avg(sure_upper_us) over all_events - min(sure_upper_us) over all_events)
            as int64
        ) as mean_delay_us
    from sharpest
    window
        events_before as (
            partition by tab_session_id, client_date, stretch_number
            order by position
            rows between unbounded preceding and current row
        ),
        events_after as (
            partition by tab_session_id, client_date, stretch_number
            order by position
            rows between current row and unbounded following
        ),
        all_events as (
            partition by tab_session_id, client_date, stretch_number
            order by position
            rows between unbounded preceding and unbounded following
        )
),

bounded as (
    select
        *,
        coalesce({{ smaller_of('upper_before_us', 'upper_after_us') }}, own_upper_us) as highest_us,
        {{ larger_of('lower_before_us', 'lower_after_us') }} as lowest_us
    from enveloped
),

corrected as (
    select
        *,
        case
            when lowest_us is not null then cast(floor((lowest_us + highest_us) / 2) as int64)
            else highest_us
        end as offset_us,
        case
            when lowest_us is not null
                then cast(floor(abs(highest_us - lowest_us) / 2) as int64)
            when batch_count >= 3 then mean_delay_us + change_us
            when has_sent then 1000000 + change_us
            else 10000000 + change_us
        end as error_us,
        case
            when lowest_us is not null then 'bracket'
            when batch_count >= 3 then 'envelope'
            when has_sent then 'event'
            else 'received'
        end as clock_method
    from bounded
),

final as (
    select
        corrected.event_id,
        corrected.client_date,
        corrected.tab_session_id,
        corrected.sequence_no,
        corrected.agent_key,
        corrected.ticket_id,
        corrected.event_type,
        corrected.screen,
        corrected.request_id,
        corrected.app_version,
        corrected.properties,
        corrected.loaded_date,
        corrected.position,
        corrected.lost_before_count,
        corrected.client_us + corrected.offset_us as occurred_us,
        corrected.offset_us as clock_offset_us,
        corrected.error_us as clock_error_us,
        corrected.clock_method,
        cast({{ run_number() }} as int64) as built_in_run
    from corrected
)

select * from final
{{ stored_by('client_date') }}

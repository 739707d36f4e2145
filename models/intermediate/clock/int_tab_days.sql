{{ config(
    materialized='incremental',
    pre_hook="{{ take_out_tab_days() }}",
    cluster_by=['tab_session_id']
) }}

with events as (
    select timed.*
    from {{ ref('int_frontend_events_timed') }} as timed
    {{ only_of_tab_days('timed') }}
    where {{ is_on_dates_of_tab_days('timed.client_date') }}
),

final as (
    select
        tab_session_id,
        client_date,
        count(*) as event_count,
        min(sequence_no) as first_sequence_no,
        max(sequence_no) as last_sequence_no,
        min(occurred_us) as first_us,
        max(occurred_us) as last_us,
        max(case when position = 1 then app_version end) as app_version,
        max(case when position = 1 then loaded_date end) as loaded_date,
        cast({{ run_number() }} as int64) as built_in_run
    from events
    group by tab_session_id, client_date
)

select * from final

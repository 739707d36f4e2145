{{ config(tags=['of_this_run']) }}

-- days of loading of what was delivered or gave way, and of all else in the same tab sessions: its
-- clock, and what is missing before it, may be found otherwise now
with final as (
    select touched.loaded_date
    from {{ ref('int_touched_loadings') }} as touched
    where touched.source = 'frontend_event_logs'
    union distinct
    select timed.loaded_date
    from {{ ref('int_frontend_events_timed') }} as timed
    {{ only_of_tab_days('timed') }}
    where {{ is_on_dates_of_tab_days('timed.client_date') }}
)

select * from final

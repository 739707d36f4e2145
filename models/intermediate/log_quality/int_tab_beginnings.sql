{{ config(materialized='view') }}

-- What is missing at the beginning of a tab session, or between two days of it: within a day the
-- events themselves tell.
with tab_days as (
    select
        *,
        lag(last_sequence_no) over (
            partition by tab_session_id
            order by first_sequence_no, client_date
        ) as previous_sequence_no
    from {{ ref('int_tab_days') }}
),

final as (
    select
        loaded_date,
        coalesce(app_version, 'unknown') as app_version,
        cast(
            sum(greatest(first_sequence_no - coalesce(previous_sequence_no, 0) - 1, 0)) as int64
        ) as lost_count
    from tab_days
    group by loaded_date, coalesce(app_version, 'unknown')
)

select * from final

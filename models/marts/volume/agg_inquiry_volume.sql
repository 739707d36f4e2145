{{ config(materialized='view') }}

with final as (
    select
        interval_start_at,
        interval_date,
        channel,
        contact_reason,
        inquiry_count,
        reopened_count,
        answered_count,
        abandoned_count,
        within_target_count,
        wait_seconds_sum,
        backlog_count,
        backlog_age_p90_seconds
    from {{ ref('int_inquiry_volume') }}
)

select * from final

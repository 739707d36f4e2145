{{ config(materialized='view', grants=per_agent_readers()) }}

with segments as (
    select * from {{ ref('int_work_segments') }}
),

final as (
    select
        segment_id,
        work_date,
        agent_key,
        ticket_id,
        state,
        timestamp_micros(started_us) as started_at,
        timestamp_micros(ended_us) as ended_at,
        {{ seconds('duration_us') }} as duration_seconds,
        {{ seconds('effort_us') }} as effort_seconds,
        {{ seconds('effort_low_us') }} as effort_seconds_low,
        {{ seconds('effort_high_us') }} as effort_seconds_high,
        possible_ticket_id,
        {{ seconds('possible_effort_us') }} as possible_effort_seconds,
        evidence_grade
    from segments
)

select * from final

{{ config(
    materialized='incremental',
    pre_hook="{{ take_out_matching(
        ref('int_touched_attendance_days'), is_of_agent_day('old.agent_key', 'old.work_date')
    ) }}",
    cluster_by=['work_date', 'agent_key']
) }}

with segments as (
    select
        all_segments.agent_key,
        all_segments.work_date,
        all_segments.state,
        all_segments.started_us,
        all_segments.ended_us,
        all_segments.duration_us
    from {{ ref('int_work_segments') }} as all_segments
    {% if is_increment() %}
        inner join {{ ref('int_touched_attendance_days') }} as touched
            on {{ is_of_agent_day('all_segments.agent_key', 'all_segments.work_date') }}
    {% endif %}
    where {{ is_on_dates_of('all_segments.work_date', 'int_touched_attendance_days', 'work_date') }}
),

stretches as (
    select planned.*
    from {{ ref('int_planned_stretches') }} as planned
    {% if is_increment() %}
        inner join {{ ref('int_touched_attendance_days') }} as touched
            on {{ is_of_agent_day('planned.agent_key', 'planned.work_date') }}
    {% endif %}
    where {{ is_on_dates_of('planned.work_date', 'int_touched_attendance_days', 'work_date') }}
),

planned_days as (
    select
        agent_key,
        work_date,
        sum(case when activity = 'work' then duration_us else 0 end) as scheduled_us,
        sum(case when activity = 'break' then duration_us else 0 end) as break_us,
        sum(case when activity = 'meeting' then duration_us else 0 end) as meeting_us,
        sum(case when activity = 'training' then duration_us else 0 end) as training_us,
        sum(case when activity = 'leave' then duration_us else 0 end) as leave_us,
        sum(case when activity = 'other' then duration_us else 0 end) as other_planned_us
    from stretches
    group by agent_key, work_date
),

online_days as (
    select
        agent_key,
        work_date,
        sum(duration_us) as online_us,
        sum(case when state = 'ticket' then duration_us else 0 end) as ticket_us,
        sum(case when state = 'no_ticket' then duration_us else 0 end) as no_ticket_us,
        sum(case when state = 'idle' then duration_us else 0 end) as idle_us,
        sum(case when state = 'away' then duration_us else 0 end) as away_us,
        sum(case when state = 'unknown' then duration_us else 0 end) as unknown_us
    from segments
    group by agent_key, work_date
),

-- Who is idle is there, ready for the next inquiry; who is away is not where the plan says, as far
-- as the tool can tell.
shared as (
    select
        stretches.agent_key,
        stretches.work_date,
        segments.state,
        least(stretches.ended_us, segments.ended_us)
        - greatest(stretches.started_us, segments.started_us) as shared_us
    from stretches
    inner join segments
        on
            stretches.agent_key = segments.agent_key
            and stretches.work_date = segments.work_date
            and stretches.started_us < segments.ended_us
            and stretches.ended_us > segments.started_us
    where stretches.activity = 'work'
),

adherent_days as (
    select
        agent_key,
        work_date,
        sum(case when state <> 'away' then shared_us else 0 end) as in_adherence_us,
        sum(case when state not in ('away', 'unknown') then shared_us else 0 end)
            as in_adherence_low_us,
        sum(shared_us) as in_adherence_high_us
    from shared
    group by agent_key, work_date
),

days as (
    select
        agent_key,
        work_date
    from planned_days
    union distinct
    select
        agent_key,
        work_date
    from online_days
),

final as (
    select
        days.agent_key,
        days.work_date,
        cast(coalesce(planned_days.scheduled_us, 0) as int64) as scheduled_us,
        cast(coalesce(planned_days.break_us, 0) as int64) as break_us,
        cast(coalesce(planned_days.meeting_us, 0) as int64) as meeting_us,
        cast(coalesce(planned_days.training_us, 0) as int64) as training_us,
        cast(coalesce(planned_days.leave_us, 0) as int64) as leave_us,
        cast(coalesce(planned_days.other_planned_us, 0) as int64) as other_planned_us,
        cast(coalesce(online_days.online_us, 0) as int64) as online_us,
        cast(coalesce(online_days.ticket_us, 0) as int64) as ticket_us,
        cast(coalesce(online_days.no_ticket_us, 0) as int64) as no_ticket_us,
        cast(coalesce(online_days.idle_us, 0) as int64) as idle_us,
        cast(coalesce(online_days.away_us, 0) as int64) as away_us,
        cast(coalesce(online_days.unknown_us, 0) as int64) as unknown_us,
        cast(coalesce(adherent_days.in_adherence_us, 0) as int64) as in_adherence_us,
        cast(coalesce(adherent_days.in_adherence_low_us, 0) as int64) as in_adherence_low_us,
        cast(coalesce(adherent_days.in_adherence_high_us, 0) as int64) as in_adherence_high_us,
        cast({{ run_number() }} as int64) as built_in_run
    from days
    left join planned_days
        on
            days.agent_key = planned_days.agent_key
            and days.work_date = planned_days.work_date
    left join online_days
        on
            days.agent_key = online_days.agent_key
            and days.work_date = online_days.work_date
    left join adherent_days
        on
            days.agent_key = adherent_days.agent_key
            and days.work_date = adherent_days.work_date
)

select * from final

{{ config(materialized='view') }}

with attendance as (
    select
        *,
        {{ day_start('work_date') }} as day_started_at
    from {{ ref('int_agent_day_attendance') }}
),

teams as (
    select * from {{ ref('int_agent_teams') }}
),

-- whoever changes teams during a day is of the first one all day
agent_days as (
    select
        attendance.*,
        coalesce(teams.team, 'unknown') as team
    from attendance
    left join teams
        on
            attendance.agent_key = teams.agent_key
            and attendance.day_started_at >= teams.valid_from_at
            and attendance.day_started_at < teams.valid_to_at
),

sums as (
    select
        work_date,
        team,
        count(*) as agent_count,
        count(case when scheduled_us > 0 then 1 end) as scheduled_agent_count,
        count(case when online_us > 0 then 1 end) as online_agent_count,
        cast(sum(scheduled_us) as int64) as scheduled_us,
        cast(sum(online_us) as int64) as online_us,
        cast(sum(in_adherence_us) as int64) as in_adherence_us,
        cast(sum(in_adherence_low_us) as int64) as in_adherence_low_us,
        cast(sum(in_adherence_high_us) as int64) as in_adherence_high_us,
        cast(sum(ticket_us) as int64) as ticket_us,
        cast(sum(ticket_us + no_ticket_us + idle_us) as int64) as available_us,
        cast(sum(away_us) as int64) as away_us,
        cast(sum(unknown_us) as int64) as unknown_us,
        cast(sum(break_us) as int64) as break_us,
        cast(sum(meeting_us) as int64) as meeting_us,
        cast(sum(training_us) as int64) as training_us,
        cast(sum(leave_us) as int64) as leave_us,
        cast(sum(other_planned_us) as int64) as other_planned_us,
        cast(sum(break_us + meeting_us + training_us + leave_us) as int64) as shrinkage_us,
        cast(
            sum(scheduled_us + break_us + meeting_us + training_us + leave_us) as int64
        ) as paid_us
    from agent_days
    group by work_date, team
),

final as (
    select
        work_date,
        team,
        agent_count,
        scheduled_agent_count,
        online_agent_count,
        {{ seconds('scheduled_us') }} as scheduled_seconds,
        {{ seconds('online_us') }} as online_seconds,
        {{ seconds('in_adherence_us') }} as in_adherence_seconds,
        {{ seconds('in_adherence_low_us') }} as in_adherence_seconds_low,
        {{ seconds('in_adherence_high_us') }} as in_adherence_seconds_high,
        in_adherence_us / nullif(scheduled_us, 0) as adherence,
        in_adherence_low_us / nullif(scheduled_us, 0) as adherence_low,
        in_adherence_high_us / nullif(scheduled_us, 0) as adherence_high,
        online_us / nullif(scheduled_us, 0) as conformance,
        {{ seconds('ticket_us') }} as ticket_seconds,
        {{ seconds('available_us') }} as available_seconds,
        {{ seconds('away_us') }} as away_seconds,
        {{ seconds('unknown_us') }} as unknown_seconds,
        ticket_us / nullif(available_us, 0) as occupancy,
        {{ seconds('break_us') }} as break_seconds,
        {{ seconds('meeting_us') }} as meeting_seconds,
        {{ seconds('training_us') }} as training_seconds,
        {{ seconds('leave_us') }} as leave_seconds,
        {{ seconds('other_planned_us') }} as other_planned_seconds,
        {{ seconds('shrinkage_us') }} as shrinkage_seconds,
        {{ seconds('paid_us') }} as paid_seconds,
        shrinkage_us / nullif(paid_us, 0) as shrinkage
    from sums
)

select * from final

-- a leave of several days is planned with 24 hours a day, of which nobody is paid more than eight
with agent_days as (
    select
        attendance.scheduled_us,
        attendance.break_us + attendance.meeting_us + attendance.training_us
        + least(attendance.leave_us, {{ paid_day_us() }}) as absent_us
    from {{ ref('int_agent_day_attendance') }} as attendance
    inner join {{ ref('int_run_clock') }} as run_clock
        on
            attendance.work_date < run_clock.as_of_date
            and attendance.work_date >= {{ days_after('run_clock.as_of_date', -of_late_days()) }}
),

sums as (
    select
        coalesce(sum(absent_us), 0) as absent_us,
        coalesce(sum(absent_us + scheduled_us), 0) as paid_us,
        -- a plan without anything but work does not tell what people are away for
        coalesce(max(absent_us), 0) > 0 as has_absences
    from agent_days
),

-- of less than ten days' worth of plans nothing is told
final as (
    select
        case
            when has_absences and paid_us >= 10 * {{ paid_day_us() }} then absent_us / paid_us
        end as measured_shrinkage
    from sums
)

select * from final

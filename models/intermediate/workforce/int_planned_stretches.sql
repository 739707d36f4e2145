{{ config(
    materialized='incremental',
    pre_hook="{{ take_out_matching(
        ref('int_touched_attendance_days'), is_of_agent_day('old.agent_key', 'old.work_date')
    ) }}",
    cluster_by=['work_date', 'agent_key']
) }}

-- an increment looks at the shifts around what is touched: a day more on either side is enough for
-- every time zone
with shifts as (
    select
        all_shifts.agent_key,
        all_shifts.activity,
        all_shifts.channel,
        unix_micros(all_shifts.starts_at) as started_us,
        least(
            unix_micros(all_shifts.ends_at),
            unix_micros(all_shifts.starts_at) + {{ longest_plan_us() }}
        ) as ended_us
    from {{ ref('stg_workforce__shifts') }} as all_shifts
    {% if is_increment() %}
        inner join (
            select
                agent_key,
                cast({{ dbt.dateadd('day', -1, 'min(work_date)') }} as timestamp) as starts_at,
                cast({{ dbt.dateadd('day', 2, 'max(work_date)') }} as timestamp) as ends_at
            from {{ ref('int_touched_attendance_days') }}
            group by agent_key
        ) as touched
            on
                all_shifts.agent_key = touched.agent_key
                and all_shifts.starts_at < touched.ends_at
                and all_shifts.ends_at > touched.starts_at
    {% endif %}
),

dated_shifts as (
    select
        *,
        {{ local_date('timestamp_micros(started_us)') }} as first_date,
        {{ local_date('timestamp_micros(ended_us - 1)') }} as last_date
    from shifts
),

shift_days as (
    select
        dated_shifts.*,
        {{ days_after('dated_shifts.first_date', 'day_number') }} as work_date,
        {{ days_after('dated_shifts.first_date', 'day_number + 1') }} as next_date
    from dated_shifts
    cross join
        {{ unnest_integers(
            '0',
            dbt.datediff('dated_shifts.first_date', 'dated_shifts.last_date', 'day'),
            'day_number'
        ) }}
),

-- a shift over midnight belongs to both days, to each with its own share
plans as (
    select
        shift_days.agent_key,
        shift_days.work_date,
        shift_days.activity,
        shift_days.channel,
        case
            when shift_days.work_date = shift_days.first_date then shift_days.started_us
            else unix_micros({{ day_start('shift_days.work_date') }})
        end as started_us,
        least(
            shift_days.ended_us, unix_micros({{ day_start('shift_days.next_date') }})
        ) as ended_us
    from shift_days
    {% if is_increment() %}
        inner join {{ ref('int_touched_attendance_days') }} as touched
            on {{ is_of_agent_day('shift_days.agent_key', 'shift_days.work_date') }}
    {% endif %}
),

-- From here on so many shifts of an activity more, or fewer, are planned. Where daylight saving
-- repeats midnight, the last day of a shift may have no time of it.
changes as (
    select
        agent_key,
        work_date,
        activity,
        started_us as changed_us,
        1 as change
    from plans
    where started_us < ended_us
    union all
    select
        agent_key,
        work_date,
        activity,
        ended_us as changed_us,
        -1 as change
    from plans
    where started_us < ended_us
),

changes_at_once as (
    select
        agent_key,
        work_date,
        changed_us,
        sum(case when activity = 'leave' then change else 0 end) as leave_change,
        sum(case when activity = 'break' then change else 0 end) as break_change,
        sum(case when activity = 'meeting' then change else 0 end) as meeting_change,
        sum(case when activity = 'training' then change else 0 end) as training_change,
        sum(case when activity = 'work' then change else 0 end) as work_change,
        sum(change) as any_change
    from changes
    group by agent_key, work_date, changed_us
),

counted as (
    select
        agent_key,
        work_date,
        changed_us as started_us,
        lead(changed_us) over agent_day as ended_us,
        sum(leave_change) over so_far as leave_count,
        sum(break_change) over so_far as break_count,
        sum(meeting_change) over so_far as meeting_count,
        sum(training_change) over so_far as training_count,
        sum(work_change) over so_far as work_count,
        sum(any_change) over so_far as any_count
    from changes_at_once
    window
        agent_day as (
            partition by agent_key, work_date
            order by changed_us
        ),
        so_far as (
            partition by agent_key, work_date
            order by changed_us
            rows between unbounded preceding and current row
        )
),

-- Nobody does two things at a time: where shifts overlap, a second is planned once, for what is
-- laid over work and not for the work below it.
stretches as (
    select
        agent_key,
        work_date,
        started_us,
        ended_us,
        ended_us - started_us as duration_us,
        case
            when leave_count > 0 then 'leave'
            when break_count > 0 then 'break'
            when meeting_count > 0 then 'meeting'
            when training_count > 0 then 'training'
            when work_count > 0 then 'work'
            else 'other'
        end as activity
    from counted
    where any_count > 0
),

-- a second of work is planned for the channel of its shift, if the shift names one
channels as (
    select
        stretches.agent_key,
        stretches.work_date,
        stretches.started_us,
        min(plans.channel) as channel
    from stretches
    inner join plans
        on
            stretches.agent_key = plans.agent_key
            and stretches.work_date = plans.work_date
            and stretches.started_us >= plans.started_us
            and stretches.ended_us <= plans.ended_us
            and stretches.activity = plans.activity
    where stretches.activity = 'work'
    group by stretches.agent_key, stretches.work_date, stretches.started_us
),

final as (
    select
        stretches.agent_key,
        stretches.work_date,
        stretches.started_us,
        stretches.ended_us,
        stretches.duration_us,
        stretches.activity,
        channels.channel,
        cast({{ run_number() }} as int64) as built_in_run
    from stretches
    left join channels
        on
            stretches.agent_key = channels.agent_key
            and stretches.work_date = channels.work_date
            and stretches.started_us = channels.started_us
)

select * from final

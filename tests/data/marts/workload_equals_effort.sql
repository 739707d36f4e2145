-- Volume x AHT is the work that was really done: true of every channel's month in which all
-- inquiries have matured.
with planned as (
    select
        channel,
        cast(
            {{ dbt.date_trunc('month', local_date('interval_start_at')) }} as date
        ) as month_start_date,
        sum(workload_seconds) as workload_seconds
    from {{ ref('fct_required_headcount') }}
    where scenario = 'base' and staffing_model = 'throughput' and forecast_run_at is null
    group by channel, cast({{ dbt.date_trunc('month', local_date('interval_start_at')) }} as date)
),

worked as (
    select
        channel,
        cast({{ dbt.date_trunc('month', 'created_date') }} as date) as month_start_date,
        sum(effort_seconds) as effort_seconds
    from {{ ref('fct_tickets') }}
    where has_ticket_row
    group by channel, cast({{ dbt.date_trunc('month', 'created_date') }} as date)
    having
        min(case when is_matured then 1 else 0 end) = 1
        and max(case when is_merged then 0 else 1 end) = 1
        and max(agent_count) > 0
)

select
    worked.channel,
    worked.month_start_date,
    planned.workload_seconds,
    worked.effort_seconds
from worked
left join planned
    on
        worked.channel = planned.channel
        and worked.month_start_date = planned.month_start_date
where
    planned.workload_seconds is null
    or abs(planned.workload_seconds - worked.effort_seconds)
    > 1e-6 * greatest(worked.effort_seconds, 1)

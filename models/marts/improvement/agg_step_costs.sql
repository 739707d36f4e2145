with steps as (
    select
        *,
        {{ month_start('work_date') }} as month_start_date
    from {{ ref('fct_ticket_steps') }}
),

tickets as (
    select * from {{ ref('int_ticket_costs') }}
),

-- work in hours of an agent, and in money, by what each ticket's hour takes
worked as (
    select
        steps.*,
        tickets.contact_reason,
        tickets.currency,
        {{ microseconds_of('steps.effort_seconds') }} as effort_us,
        {{ microseconds_of('steps.api_wait_seconds') }} as api_wait_us,
        {{ microseconds_of('steps.swivel_seconds') }} as swivel_us,
        {{ millionths('steps.effort_seconds / 3600 / tickets.effort_hours_per_fte') }}
            as fte_millionths,
        {{ millionths('steps.effort_seconds / 3600 * tickets.cost_per_effort_hour') }}
            as cost_millionths
    from steps
    inner join tickets
        on steps.ticket_id = tickets.ticket_id
),

summed as (
    select
        month_start_date,
        screen,
        contact_reason,
        count(distinct ticket_id) as ticket_count,
        cast(sum(visits) as int64) as visits,
        {{ seconds('sum(effort_us)') }} as effort_seconds,
        {{ seconds('sum(api_wait_us)') }} as api_wait_seconds,
        cast(sum(copy_paste_count) as int64) as copy_paste_count,
        cast(sum(template_count) as int64) as template_count,
        cast(sum(error_count) as int64) as error_count,
        cast(sum(away_count) as int64) as away_count,
        {{ seconds('sum(swivel_us)') }} as swivel_seconds,
        cast(sum(fte_millionths) as float64) / 1000000 as full_month_agents,
        cast(sum(cost_millionths) as float64) / 1000000 as cost_at_stake,
        max(currency) as currency
    from worked
    group by month_start_date, screen, contact_reason
),

span as (
    select min(work_date) as first_date
    from steps
),

months_seen as (
    select
        month_start_date,
        {{ dbt.last_day('month_start_date', 'month') }} as month_end_date,
        max(work_date) as last_work_date
    from steps
    group by month_start_date
),

-- of a month that the logs begin in, or that is not over, only some days have been worked
worked_days as (
    select
        months_seen.month_start_date,
        months_seen.month_end_date,
        greatest(months_seen.month_start_date, span.first_date) as first_date,
        least(
            months_seen.month_end_date,
            greatest(months_seen.last_work_date, run_clock.as_of_date)
        ) as last_date
    from months_seen
    cross join span
    cross join {{ ref('int_run_clock') }} as run_clock
),

months as (
    select
        month_start_date,
        cast(extract(day from month_end_date) as int64) as day_count,
        cast(extract(day from last_date) - extract(day from first_date) + 1 as int64)
            as worked_day_count
    from worked_days
),

final as (
    select
        summed.month_start_date,
        summed.screen,
        summed.contact_reason,
        summed.ticket_count,
        summed.visits,
        summed.effort_seconds,
        summed.api_wait_seconds,
        summed.copy_paste_count,
        summed.template_count,
        summed.error_count,
        summed.away_count,
        summed.swivel_seconds,
        summed.full_month_agents * months.day_count / months.worked_day_count as agents_at_stake,
        summed.cost_at_stake,
        summed.currency,
        rank() over (
            partition by summed.month_start_date
            order by summed.cost_at_stake desc
        ) as cost_rank
    from summed
    inner join months
        on summed.month_start_date = months.month_start_date
)

select * from final

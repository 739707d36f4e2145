with tickets as (
    select
        *,
        {{ month_start('created_date') }} as month_start_date
    from {{ ref('int_tickets_as_of') }}
    where has_ticket_row
),

-- what is to come is planned with the inquiries of late, which have no month
cohort_tickets as (
    select
        channel,
        month_start_date,
        is_matured,
        is_merged,
        is_counted_in_aht,
        agent_count,
        effort_us,
        effort_low_us,
        effort_high_us,
        assigned_open_us
    from tickets
    union all
    select
        tickets.channel,
        cast(null as date) as month_start_date,
        tickets.is_matured,
        tickets.is_merged,
        tickets.is_counted_in_aht,
        tickets.agent_count,
        tickets.effort_us,
        tickets.effort_low_us,
        tickets.effort_high_us,
        tickets.assigned_open_us
    from tickets
    inner join {{ ref('int_run_clock') }} as run_clock
        on tickets.created_date >= {{ days_after('run_clock.as_of_date', -of_late_days()) }}
),

-- All work that the inquiries of a cohort caused, on merged, abandoned and reopened tickets too,
-- over those inquiries.
cohorts as (
    select
        channel,
        month_start_date,
        count(case when is_matured and not is_merged then 1 end) as inquiry_count,
        count(case when is_matured and is_counted_in_aht then 1 end) as handled_count,
        count(case when is_matured and agent_count > 0 then 1 end) as worked_on_count,
        cast(sum(case when is_matured then effort_us end) as int64) as effort_us,
        cast(sum(case when is_matured then effort_low_us end) as int64) as effort_low_us,
        cast(sum(case when is_matured then effort_high_us end) as int64) as effort_high_us,
        cast(sum(case when is_matured then assigned_open_us end) as int64) as assigned_open_us,
        cast(
            sum(case when is_matured and is_counted_in_aht then effort_us end) as int64
        ) as handled_effort_us
    from cohort_tickets
    group by channel, month_start_date
),

-- where no ticket has a sign of an agent, the work on it is not nothing: it is not known
ratios as (
    select
        channel,
        month_start_date,
        case
            when worked_on_count > 0
                then {{ seconds('effort_us') }} / nullif(inquiry_count, 0)
        end as aht_seconds,
        case
            when worked_on_count > 0
                then {{ seconds('effort_low_us') }} / nullif(inquiry_count, 0)
        end as aht_seconds_low,
        case
            when worked_on_count > 0
                then {{ seconds('effort_high_us') }} / nullif(inquiry_count, 0)
        end as aht_seconds_high,
        case
            when worked_on_count > 0
                then {{ seconds('assigned_open_us') }} / nullif(inquiry_count, 0)
        end as open_seconds,
        {{ seconds('handled_effort_us') }} / nullif(handled_count, 0) as published_aht_seconds,
        cast(handled_count as float64) / nullif(inquiry_count, 0) as handled_rate
    from cohorts
),

-- a month of which no work is known yet is planned with the one before
months as (
    select
        channel,
        month_start_date,
        row_number() over (
            partition by channel
            order by month_start_date desc
        ) as months_back,
        last_value(aht_seconds ignore nulls) over months_so_far as aht_seconds,
        last_value(aht_seconds_low ignore nulls) over months_so_far as aht_seconds_low,
        last_value(aht_seconds_high ignore nulls) over months_so_far as aht_seconds_high,
        last_value(open_seconds ignore nulls) over months_so_far as open_seconds,
        last_value(published_aht_seconds ignore nulls) over months_so_far as published_aht_seconds,
        last_value(handled_rate ignore nulls) over months_so_far as handled_rate
    from ratios
    where month_start_date is not null
    window months_so_far as (
        partition by channel
        order by month_start_date
        rows between unbounded preceding and current row
    )
),

of_late as (
    select * from ratios
    where month_start_date is null
),

final as (
    select
        channel,
        month_start_date,
        aht_seconds,
        aht_seconds_low,
        aht_seconds_high,
        open_seconds,
        published_aht_seconds,
        handled_rate
    from months
    union all
    select
        months.channel,
        cast(null as date) as month_start_date,
        coalesce(of_late.aht_seconds, months.aht_seconds) as aht_seconds,
        coalesce(of_late.aht_seconds_low, months.aht_seconds_low) as aht_seconds_low,
        coalesce(of_late.aht_seconds_high, months.aht_seconds_high) as aht_seconds_high,
        coalesce(of_late.open_seconds, months.open_seconds) as open_seconds,
        coalesce(of_late.published_aht_seconds, months.published_aht_seconds)
            as published_aht_seconds,
        coalesce(of_late.handled_rate, months.handled_rate) as handled_rate
    from months
    left join of_late
        on months.channel = of_late.channel
    where months.months_back = 1
)

select * from final

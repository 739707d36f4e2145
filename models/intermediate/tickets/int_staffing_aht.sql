with tickets as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'created_date') }} as date) as month_start_date
    from {{ ref('int_tickets_as_of') }}
    where has_ticket_row
),

-- All work that the inquiries of a month caused, on merged, abandoned and reopened tickets too,
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
        cast(
            sum(case when is_matured and is_counted_in_aht then effort_us end) as int64
        ) as handled_effort_us
    from tickets
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
        {{ seconds('handled_effort_us') }} / nullif(handled_count, 0) as published_aht_seconds,
        cast(handled_count as float64) / nullif(inquiry_count, 0) as handled_rate
    from cohorts
),

-- a month of which no work is known yet is planned with the one before
final as (
    select
        channel,
        month_start_date,
        last_value(aht_seconds ignore nulls) over months_so_far as aht_seconds,
        last_value(aht_seconds_low ignore nulls) over months_so_far as aht_seconds_low,
        last_value(aht_seconds_high ignore nulls) over months_so_far as aht_seconds_high,
        last_value(published_aht_seconds ignore nulls) over months_so_far as published_aht_seconds,
        last_value(handled_rate ignore nulls) over months_so_far as handled_rate
    from ratios
    window months_so_far as (
        partition by channel
        order by month_start_date
        rows between unbounded preceding and current row
    )
)

select * from final

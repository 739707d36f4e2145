with tickets as (
    select * from {{ ref('int_ticket_costs') }}
    where is_counted_in_aht
),

daily as (
    select
        completed_date,
        channel,
        contact_reason,
        count(*) as ticket_count,
        cast(sum(effort_us) as int64) as effort_us,
        cast(sum(cost_millionths) as int64) as cost_millionths
    from tickets
    group by completed_date, channel, contact_reason
),

distinct_dates as (
    select distinct completed_date
    from daily
),

dates as (
    select
        completed_date,
        {{ days_after('completed_date', '1 - ' ~ iso_weekday_number('completed_date')) }}
            as week_start_date,
        {{ month_start('completed_date') }} as month_start_date
    from distinct_dates
),

period_dates as (
    select
        completed_date,
        'week' as period,
        week_start_date as period_start_date,
        {{ days_after('week_start_date', 7) }} as next_start_date
    from dates
    union all
    select
        completed_date,
        'month' as period,
        month_start_date as period_start_date,
        {{ days_after(dbt.last_day('month_start_date', 'month'), 1) }} as next_start_date
    from dates
),

span as (
    select min(completed_date) as first_date
    from daily
),

-- periods that are over, and whose first day the logs have
complete_dates as (
    select period_dates.*
    from period_dates
    cross join span
    cross join {{ ref('int_run_clock') }} as run_clock
    where
        period_dates.period_start_date >= span.first_date
        and period_dates.next_start_date <= run_clock.as_of_date
),

-- whole numbers, so that sums do not depend on the order of rows
sums as (
    select
        complete_dates.period,
        complete_dates.period_start_date,
        complete_dates.next_start_date,
        daily.channel,
        daily.contact_reason,
        cast(sum(daily.ticket_count) as float64) as ticket_count,
        {{ seconds('sum(daily.effort_us)') }} as effort_seconds,
        cast(sum(daily.cost_millionths) as float64) / 1000000 as cost
    from daily
    inner join complete_dates
        on daily.completed_date = complete_dates.completed_date
    group by
        complete_dates.period,
        complete_dates.period_start_date,
        complete_dates.next_start_date,
        daily.channel,
        daily.contact_reason
),

cells as (
    select
        *,
        effort_seconds / ticket_count as aht_seconds,
        cost / nullif(effort_seconds, 0) as rate
    from sums
),

totals as (
    select
        period,
        period_start_date,
        next_start_date,
        sum(ticket_count) as ticket_count
    from cells
    group by period, period_start_date, next_start_date
),

-- two periods of which one follows the other
neighbours as (
    select
        after.period,
        before.period_start_date as previous_start_date,
        after.period_start_date,
        before.ticket_count as volume_before,
        after.ticket_count as volume_after
    from totals as before
    inner join totals as after
        on
            before.period = after.period
            and before.next_start_date = after.period_start_date
),

cells_of_neighbours as (
    select
        neighbours.period,
        neighbours.period_start_date,
        cells.channel,
        cells.contact_reason
    from neighbours
    inner join cells
        on
            neighbours.period = cells.period
            and cells.period_start_date in (
                neighbours.previous_start_date, neighbours.period_start_date
            )
    group by
        neighbours.period,
        neighbours.period_start_date,
        cells.channel,
        cells.contact_reason
),

-- A reason that is new, or gone, borrows handling time and rate of the other period: only the mix
-- has changed.
factors as (
    select
        neighbours.period,
        neighbours.period_start_date,
        neighbours.previous_start_date,
        cell.channel,
        cell.contact_reason,
        coalesce(before.ticket_count, 0) as tickets_before,
        coalesce(after.ticket_count, 0) as tickets_after,
        coalesce(before.effort_seconds, 0) as effort_before,
        coalesce(after.effort_seconds, 0) as effort_after,
        coalesce(before.cost, 0) as cost_before,
        coalesce(after.cost, 0) as cost_after,
        neighbours.volume_before,
        neighbours.volume_after,
        coalesce(before.ticket_count, 0) / neighbours.volume_before as share_before,
        coalesce(after.ticket_count, 0) / neighbours.volume_after as share_after,
        coalesce(before.aht_seconds, after.aht_seconds) as aht_before,
        coalesce(after.aht_seconds, before.aht_seconds) as aht_after,
        coalesce(before.rate, after.rate, 0) as rate_before,
        coalesce(after.rate, before.rate, 0) as rate_after
    from cells_of_neighbours as cell
    inner join neighbours
        on
            cell.period = neighbours.period
            and cell.period_start_date = neighbours.period_start_date
    left join cells as before
        on
            cell.period = before.period
            and neighbours.previous_start_date = before.period_start_date
            and cell.channel = before.channel
            and cell.contact_reason = before.contact_reason
    left join cells as after
        on
            cell.period = after.period
            and cell.period_start_date = after.period_start_date
            and cell.channel = after.channel
            and cell.contact_reason = after.contact_reason
),

-- Cost = volume x share x AHT x rate. The Shapley value of a factor is its change times the mean of
-- the other three over all orders in which the four may change: all before or all after (1/4 each),
-- or one or two of them after (1/12 each).
effects as (
    select
        *,
        {{ shapley_of_four('volume', ['share', 'aht', 'rate']) }} as volume_effect,
        {{ shapley_of_four('share', ['volume', 'aht', 'rate']) }} as mix_effect,
        {{ shapley_of_four('aht', ['volume', 'share', 'rate']) }} as aht_effect,
        {{ shapley_of_four('rate', ['volume', 'share', 'aht']) }} as rate_effect,
        {{ shapley_of_three('volume', ['share', 'aht']) }} as volume_effect_seconds,
        {{ shapley_of_three('share', ['volume', 'aht']) }} as mix_effect_seconds,
        {{ shapley_of_three('aht', ['volume', 'share']) }} as aht_effect_seconds
    from factors
),

costs as (
    select max(currency) as currency
    from {{ ref('staffing_costs') }}
),

final as (
    select
        effects.period,
        effects.period_start_date,
        effects.previous_start_date,
        effects.channel,
        effects.contact_reason,
        cast(effects.tickets_before as int64) as previous_ticket_count,
        cast(effects.tickets_after as int64) as ticket_count,
        effects.effort_before as previous_effort_seconds,
        effects.effort_after as effort_seconds,
        effects.cost_before as previous_cost,
        effects.cost_after as cost,
        effects.cost_after - effects.cost_before as cost_change,
        effects.volume_effect,
        effects.mix_effect,
        effects.aht_effect,
        effects.rate_effect,
        effects.volume_effect_seconds,
        effects.mix_effect_seconds,
        effects.aht_effect_seconds,
        costs.currency
    from effects
    cross join costs
)

select * from final

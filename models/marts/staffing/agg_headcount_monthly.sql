{{ config(materialized='view') }}

{%- set interval_hours = var('interval_minutes') / 60 %}

with channels as (
    select * from {{ ref('int_channels') }}
),

-- each channel by the staffing model that it is planned with
heads as (
    select
        requirements.*,
        {{ local_date('requirements.interval_start_at') }} as interval_date
    from {{ ref('fct_required_headcount') }} as requirements
    inner join channels
        on
            requirements.channel = channels.channel
            and requirements.staffing_model = channels.staffed_by
),

months as (
    select
        scenario,
        forecast_run_at,
        {{ month_start('interval_date') }} as month_start_date,
        channel,
        count(distinct interval_date) as day_count,
        count(case when required_agents is null then 1 end) as unknown_count,
        sum(required_agents) * {{ interval_hours }} as seat_hours,
        max(shrinkage) as shrinkage
    from heads
    group by
        scenario,
        forecast_run_at,
        {{ month_start('interval_date') }},
        channel
),

-- how far the handling time may be off, by the work of the month
works as (
    select
        scenario,
        forecast_run_at,
        {{ month_start('interval_date') }} as month_start_date,
        channel,
        sum({{ microseconds_of('volume * aht_seconds_low') }})
        / nullif(sum({{ microseconds_of('volume * aht_seconds') }}), 0) as aht_low_ratio,
        sum({{ microseconds_of('volume * aht_seconds_high') }})
        / nullif(sum({{ microseconds_of('volume * aht_seconds') }}), 0) as aht_high_ratio
    from {{ ref('int_staffing_loads') }}
    group by
        scenario,
        forecast_run_at,
        {{ month_start('interval_date') }},
        channel
),

-- and how far the volume, where it is forecast: by what whole months have been off
paid as (
    select
        months.scenario,
        months.forecast_run_at,
        months.month_start_date,
        months.channel,
        months.day_count,
        months.seat_hours,
        months.shrinkage,
        months.unknown_count,
        months.seat_hours / (1 - months.shrinkage) as paid_hours,
        coalesce(works.aht_low_ratio, 1)
        * case
            when months.forecast_run_at is null then 1 else 1 + coalesce(residuals.relative_low, 0)
        end as low_ratio,
        coalesce(works.aht_high_ratio, 1)
        * case
            when months.forecast_run_at is null then 1 else 1 + coalesce(residuals.relative_high, 0)
        end as high_ratio,
        -- a full-time agent's hours on the days that are looked at
        costs.paid_hours_per_month * months.day_count
        / extract(day from {{ dbt.last_day('months.month_start_date', 'month') }}) as fte_hours,
        costs.cost_per_hour,
        costs.currency
    from months
    inner join works
        on
            months.scenario = works.scenario
            and months.forecast_run_at is not distinct from works.forecast_run_at
            and months.month_start_date = works.month_start_date
            and months.channel = works.channel
    inner join {{ ref('int_team_costs') }} as costs
        on
            months.month_start_date = costs.month_start_date
            and costs.team = '(all)'
    left join {{ ref('int_month_residuals') }} as residuals
        on months.channel = residuals.channel
),

final as (
    select
        scenario,
        forecast_run_at,
        month_start_date,
        channel,
        cast(day_count as int64) as day_count,
        cast(unknown_count as int64) as unknown_interval_count,
        cast(seat_hours as float64) as seat_hours,
        shrinkage,
        paid_hours,
        {{ whole_heads('paid_hours / fte_hours') }} as fte,
        {{ whole_heads('paid_hours * low_ratio / fte_hours') }} as fte_low,
        {{ whole_heads('paid_hours * high_ratio / fte_hours') }} as fte_high,
        paid_hours * cost_per_hour as cost,
        currency
    from paid
)

select * from final

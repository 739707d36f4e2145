with span as (
    select * from {{ ref('int_calendar_span') }}
),

days as (
    select {{ days_after('span.first_date', 'day_number') }} as calendar_date
    from span
    cross join
        {{ unnest_integers(
            '0', dbt.datediff('span.first_date', 'span.last_date', 'day'), 'day_number'
        ) }}
),

months as (
    select
        {{ month_start('calendar_date') }} as month_start_date,
        max(calendar_date) as month_end_date
    from days
    group by {{ month_start('calendar_date') }}
),

dated_rates as (
    select
        site,
        employment_type,
        coalesce(valid_from_date, {{ local_date(earliest_believed()) }}) as valid_from_date,
        cost_per_hour,
        paid_hours_per_month,
        currency
    from {{ ref('staffing_costs') }}
),

-- a row holds until the next one of the same site and contract
rates as (
    select
        *,
        lead(valid_from_date) over (
            partition by site, employment_type
            order by valid_from_date
        ) as valid_to_date
    from dated_rates
),

month_rates as (
    select
        months.month_start_date,
        rates.site,
        rates.employment_type,
        rates.cost_per_hour,
        rates.paid_hours_per_month,
        rates.currency
    from months
    inner join rates
        on
            months.month_end_date >= rates.valid_from_date
            and (rates.valid_to_date is null or months.month_end_date < rates.valid_to_date)
),

others as (
    select * from month_rates
    where site = '(other)' and employment_type = '(other)'
),

-- who is there at the end of a month, in the team and with the contract of then
month_agents as (
    select
        months.month_start_date,
        coalesce(agents.team, 'unknown') as team,
        agents.site,
        agents.employment_type
    from months
    inner join {{ ref('stg_workforce__agent_versions') }} as agents
        on
            (
                agents.is_first_version
                or months.month_end_date >= {{ local_date('agents.valid_from_at') }}
            )
            and (
                agents.valid_to_at is null
                or months.month_end_date < {{ local_date('agents.valid_to_at') }}
            )
            and (agents.hired_on is null or months.month_end_date >= agents.hired_on)
    where agents.is_valid and not coalesce(agents.is_system, false)
),

-- each agent by the row of its site and contract, of its site, of its contract, or of all others
of_agents as (
    select
        month_agents.month_start_date,
        month_agents.team,
        coalesce(
            by_both.cost_per_hour, by_site.cost_per_hour, by_type.cost_per_hour,
            others.cost_per_hour
        ) as cost_per_hour,
        coalesce(
            by_both.paid_hours_per_month, by_site.paid_hours_per_month,
            by_type.paid_hours_per_month, others.paid_hours_per_month
        ) as paid_hours_per_month
    from month_agents
    inner join others
        on month_agents.month_start_date = others.month_start_date
    left join month_rates as by_both
        on
            month_agents.month_start_date = by_both.month_start_date
            and month_agents.site = by_both.site
            and month_agents.employment_type = by_both.employment_type
    left join month_rates as by_site
        on
            month_agents.month_start_date = by_site.month_start_date
            and month_agents.site = by_site.site
            and by_site.employment_type = '(other)'
    left join month_rates as by_type
        on
            month_agents.month_start_date = by_type.month_start_date
            and month_agents.employment_type = by_type.employment_type
            and by_type.site = '(other)'
),

staffed_months as (
    select distinct month_start_date
    from month_agents
),

-- without agents that are known, everyone is another one
counted as (
    select * from of_agents
    union all
    select
        month_start_date,
        '(all)' as team,
        cost_per_hour,
        paid_hours_per_month
    from of_agents
    union all
    select
        others.month_start_date,
        '(all)' as team,
        others.cost_per_hour,
        others.paid_hours_per_month
    from others
    left join staffed_months
        on others.month_start_date = staffed_months.month_start_date
    where staffed_months.month_start_date is null
),

-- means of whole thousandths do not depend on the order of rows
final as (
    select
        counted.team,
        counted.month_start_date,
        avg({{ thousandths('counted.cost_per_hour') }}) / 1000 as cost_per_hour,
        avg({{ thousandths('counted.paid_hours_per_month') }}) / 1000 as paid_hours_per_month,
        max(others.currency) as currency
    from counted
    inner join others
        on counted.month_start_date = others.month_start_date
    group by counted.team, counted.month_start_date
)

select * from final

-- so many weeks back the same weekday tells what is usual, if so many of these days are known
{%- set weeks, least_weeks = 4, 3 %}

with arrived as (
    select
        source,
        loaded_date,
        cast(sum(row_count) as int64) as row_count
    from {{ ref('int_log_deliveries') }}
    where loaded_date is not null
    group by source, loaded_date
),

spans as (
    select
        arrived.source,
        min(arrived.loaded_date) as first_date,
        cast(max(run_clock.as_of_at) as date) as last_date
    from arrived
    cross join {{ ref('int_run_clock') }} as run_clock
    group by arrived.source
),

-- a day on which nothing came is a day, too
days as (
    select
        spans.source,
        {{ days_after('spans.first_date', 'day_number') }} as loaded_date,
        spans.last_date
    from spans
    cross join
        {{ unnest_integers(
            '0', dbt.datediff('spans.first_date', 'spans.last_date', 'day'), 'day_number'
        ) }}
),

numbered as (
    select
        days.source,
        days.loaded_date,
        days.last_date,
        row_number() over (partition by days.source order by days.loaded_date) as day_number,
        coalesce(arrived.row_count, 0) as row_count
    from days
    left join arrived
        on
            days.source = arrived.source
            and days.loaded_date = arrived.loaded_date
),

counted as (
    select
        *,
        day_number - max(case when row_count > 0 then day_number end) over (
            partition by source
            order by day_number
            rows between unbounded preceding and current row
        ) as quiet_days
    from numbered
),

with_weeks_before as (
    select
        counted.source,
        counted.loaded_date,
        counted.last_date,
        counted.quiet_days,
        counted.row_count,
        count(before.row_count) as week_count,
        min(before.row_count) as least_count,
        max(before.row_count) as most_count
    from counted
    left join counted as before
        on
            counted.source = before.source
            and before.day_number <= counted.day_number - 7
            and before.day_number >= counted.day_number - {{ 7 * weeks }}
            and mod(counted.day_number - before.day_number, 7) = 0
    group by
        counted.source,
        counted.loaded_date,
        counted.last_date,
        counted.quiet_days,
        counted.row_count
),

-- half of the fewest to twice the most; where few rows come, a few more are nothing
bounded as (
    select
        *,
        case when week_count >= {{ least_weeks }} then least_count / 2 end as usual_low,
        case
            when week_count >= {{ least_weeks }} then cast(2 * most_count + 10 as float64)
        end as usual_high
    from with_weeks_before
),

final as (
    select
        loaded_date,
        source,
        row_count,
        usual_low,
        usual_high,
        case
            when loaded_date = last_date then 'not over'
            when usual_low is null then 'not known'
            when row_count < usual_low then 'few'
            when row_count > usual_high then 'many'
            else 'usual'
        end as arrival_status,
        quiet_days,
        loaded_date = {{ days_after('last_date', -1) }} as is_last_whole_day
    from bounded
)

select * from final

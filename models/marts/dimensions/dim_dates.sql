with calendar as (
    select {{ days_after('span.first_date', 'day_number') }} as calendar_date
    from {{ ref('int_calendar_span') }} as span
    cross join
        {{ unnest_integers(
            '0', dbt.datediff('span.first_date', 'span.last_date', 'day'), 'day_number'
        ) }}
),

weekdays as (
    select
        calendar_date,
        {{ iso_weekday_number('calendar_date') }} as iso_weekday_number
    from calendar
),

final as (
    select
        weekdays.calendar_date,
        {{ days_after('weekdays.calendar_date', '1 - weekdays.iso_weekday_number') }}
            as week_start_date,
        {{ month_start('weekdays.calendar_date') }} as month_start_date,
        cast(extract(year from weekdays.calendar_date) as int64) as year_number,
        cast(extract(month from weekdays.calendar_date) as int64) as month_number,
        weekdays.iso_weekday_number,
        weekdays.iso_weekday_number >= 6 as is_weekend,
        holidays.holiday_date is not null as is_holiday,
        holidays.holiday_name
    from weekdays
    left join {{ ref('int_holidays') }} as holidays
        on weekdays.calendar_date = holidays.holiday_date
)

select * from final

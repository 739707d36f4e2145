with << dates() >>,

volume as (
    select
        interval_date,
        inquiry_count,
        << local('interval_start_at') >> as starts_at
    from marts.agg_inquiry_volume
    where
        1 = 1
        [[and {{channel}}]]
        [[and {{contact_reason}}]]
),

-- quiet days count, too: the mean is over all dates of a weekday
weekdays as (
    select
        iso_weekday_number,
        count(*) as day_count
    from dates
    group by iso_weekday_number
),

slots as (
    select
        dates.iso_weekday_number,
        << clock('volume.starts_at') >> as starts_at_clock,
        sum(volume.inquiry_count) as inquiry_count
    from volume
    inner join dates
        on volume.interval_date = dates.calendar_date
    group by
        dates.iso_weekday_number,
        << clock('volume.starts_at') >>
),

final as (
    select
        slots.starts_at_clock,
        <%- for number, day in weekdays %>
        sum(
            case
                when slots.iso_weekday_number = << number >>
                    then slots.inquiry_count / weekdays.day_count
            end
        ) as << day >><< '' if loop.last else ',' >>
        <%- endfor %>
    from slots
    inner join weekdays
        on slots.iso_weekday_number = weekdays.iso_weekday_number
    group by slots.starts_at_clock
)

select * from final
order by starts_at_clock

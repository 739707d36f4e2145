{{ config(
    materialized='incremental',
    pre_hook="{{ take_out(is_touched_evening('old.evening_date')) }}"
) }}

with tickets as (
    select
        channel,
        contact_reason,
        created_us,
        ended_us
    from {{ ref('int_tickets') }}
    where has_ticket_row and not is_merged
),

span as (
    select
        min(interval_date) as first_date,
        max(interval_date) as last_date
    from {{ ref('int_inquiry_intervals') }}
    having count(*) > 0
),

calendar as (
    select {{ days_after('first_date', 'day_number') }} as evening_date
    from span
    cross join
        {{ unnest_integers(
            '0', dbt.datediff('first_date', 'last_date', 'day'), 'day_number'
        ) }}
),

evenings as (
    select
        calendar.evening_date,
        unix_micros({{ day_start(days_after('calendar.evening_date', 1)) }}) as evening_us
    from calendar
    where {{ is_touched_evening('calendar.evening_date') }}
),

-- every evening on which a ticket was still open
open_evenings as (
    select
        evenings.evening_date,
        tickets.channel,
        tickets.contact_reason,
        evenings.evening_us - tickets.created_us as age_us
    from tickets
    inner join evenings
        on
            tickets.created_us < evenings.evening_us
            and (tickets.ended_us is null or tickets.ended_us >= evenings.evening_us)
),

ranked_ages as (
    select
        *,
        row_number() over (
            partition by evening_date, channel, contact_reason
            order by age_us
        ) as age_rank,
        count(*) over (partition by evening_date, channel, contact_reason) as open_count
    from open_evenings
),

-- nearest-rank: an age that some open ticket really had
final as (
    select
        evening_date,
        channel,
        contact_reason,
        max(open_count) as open_count,
        max(
            case when age_rank = cast(ceil(open_count * 0.9) as int64) then age_us end
        ) as age_p90_us,
        cast({{ run_number() }} as int64) as built_in_run
    from ranked_ages
    group by evening_date, channel, contact_reason
)

select * from final

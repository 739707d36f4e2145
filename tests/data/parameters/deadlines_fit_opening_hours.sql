-- A deadline by the calendar that is over before the channel opens again cannot be met by anybody.
with openings as (
    select
        channel,
        interval_start_us + {{ interval_microseconds() }} as closed_us,
        lead(interval_start_us) over (
            partition by channel
            order by interval_start_us
        ) as opened_us
    from {{ ref('int_opening_intervals') }}
)

select
    openings.channel,
    max(openings.opened_us - openings.closed_us) / 1000000 as longest_closed_seconds,
    max(channels.target_seconds) as target_seconds
from openings
inner join {{ ref('int_channels') }} as channels
    on openings.channel = channels.channel
where
    channels.style = 'deferred'
    and channels.deadline_clock = 'calendar'
    and openings.opened_us - openings.closed_us >= channels.target_seconds * 1000000
group by openings.channel

-- Every microsecond of work on a ticket is on exactly that ticket: tickets and segments tell the
-- same sum.
with tickets as (
    select
        ticket_id,
        effort_us
    from {{ ref('int_tickets') }}
    where effort_us <> 0
),

segments as (
    select
        ticket_id,
        sum(effort_us) as effort_us
    from {{ ref('int_work_segments') }}
    where state = 'ticket'
    group by ticket_id
)

select
    coalesce(tickets.ticket_id, segments.ticket_id) as ticket_id,
    tickets.effort_us as ticket_effort_us,
    segments.effort_us as segment_effort_us
from tickets
full outer join segments
    on tickets.ticket_id = segments.ticket_id
where coalesce(tickets.effort_us, -1) <> coalesce(segments.effort_us, -1)

-- Every microsecond of work on a ticket is on exactly that ticket: segments and tickets tell the
-- same sum. An increment looks at what it rebuilt.
with segments as (
    select
        all_segments.ticket_id,
        sum(all_segments.effort_us) as effort_us
    from {{ ref('int_work_segments') }} as all_segments
    {{ only_in_windows('all_segments', 'started_us', 'work_date') }}
    where all_segments.state = 'ticket'
    group by all_segments.ticket_id
),

rebuilt_work as (
    select
        work.ticket_id,
        sum(work.effort_us) as effort_us
    from {{ ref('int_ticket_work') }} as work
    {{ only_in_windows('work', 'block_started_us') }}
    group by work.ticket_id
),

all_work as (
    select
        work.ticket_id,
        sum(work.effort_us) as effort_us
    from {{ ref('int_ticket_work') }} as work
    where {{ is_of_touched_ticket('work') }}
    group by work.ticket_id
),

tickets as (
    select
        all_tickets.ticket_id,
        all_tickets.effort_us
    from {{ ref('int_tickets') }} as all_tickets
    where {{ is_of_touched_ticket('all_tickets') }}
)

select
    coalesce(segments.ticket_id, rebuilt_work.ticket_id) as ticket_id,
    segments.effort_us,
    rebuilt_work.effort_us as counted_effort_us
from segments
full outer join rebuilt_work
    on segments.ticket_id = rebuilt_work.ticket_id
where coalesce(segments.effort_us, 0) <> coalesce(rebuilt_work.effort_us, 0)
union all
select
    coalesce(tickets.ticket_id, all_work.ticket_id) as ticket_id,
    all_work.effort_us,
    tickets.effort_us as counted_effort_us
from tickets
full outer join all_work
    on tickets.ticket_id = all_work.ticket_id
where coalesce(tickets.effort_us, 0) <> coalesce(all_work.effort_us, 0)

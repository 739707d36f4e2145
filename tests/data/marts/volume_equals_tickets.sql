-- Every inquiry stands in exactly one interval of its channel and reason, and so does every
-- abandoned one.
with volume as (
    select
        channel,
        contact_reason,
        sum(inquiry_count) as inquiry_count,
        sum(abandoned_count) as abandoned_count
    from {{ ref('agg_inquiry_volume') }}
    group by channel, contact_reason
),

tickets as (
    select
        channel,
        contact_reason,
        count(*) as inquiry_count,
        count(case when is_abandoned then 1 end) as abandoned_count
    from {{ ref('fct_tickets') }}
    where has_ticket_row and not is_merged
    group by channel, contact_reason
)

select
    coalesce(volume.channel, tickets.channel) as channel,
    coalesce(volume.contact_reason, tickets.contact_reason) as contact_reason,
    volume.inquiry_count as volume_count,
    tickets.inquiry_count as ticket_count
from volume
full outer join tickets
    on
        volume.channel = tickets.channel
        and volume.contact_reason = tickets.contact_reason
where
    coalesce(volume.inquiry_count, -1) <> coalesce(tickets.inquiry_count, -1)
    or coalesce(volume.abandoned_count, -1) <> coalesce(tickets.abandoned_count, -1)

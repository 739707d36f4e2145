-- A channel that is never open, neither by rows of its own nor by those of (other), has no answer
-- to how many people it needs.
with others as (
    select count(*) as other_count
    from {{ ref('opening_hours') }}
    where channel = '(other)'
)

select channels.channel
from {{ ref('int_channels') }} as channels
cross join others
left join {{ ref('opening_hours') }} as opening_hours
    on channels.channel = opening_hours.channel
where
    opening_hours.channel is null
    and others.other_count = 0

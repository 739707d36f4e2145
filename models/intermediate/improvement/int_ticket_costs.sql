{{ config(materialized='view') }}

with tickets as (
    select
        *,
        {{ month_start('coalesce(completed_date, created_date)') }}
            as cost_month_date
    from {{ ref('int_tickets_as_of') }}
),

channels as (
    select
        channels.channel,
        channels.max_occupancy
        * (1 - coalesce(shrinkage.measured_shrinkage, channels.shrinkage)) as effort_share
    from {{ ref('int_channels') }} as channels
    cross join {{ ref('int_shrinkage') }} as shrinkage
),

-- an hour of handling takes more than an hour that is paid: waiting for work and absence are in it
priced as (
    select
        tickets.ticket_id,
        tickets.channel,
        tickets.contact_reason,
        tickets.team,
        tickets.has_ticket_row,
        tickets.is_merged,
        tickets.is_counted_in_aht,
        tickets.created_date,
        tickets.completed_date,
        tickets.effort_us,
        coalesce(of_team.cost_per_hour, of_all.cost_per_hour) / channels.effort_share
            as cost_per_effort_hour,
        coalesce(of_team.paid_hours_per_month, of_all.paid_hours_per_month) * channels.effort_share
            as effort_hours_per_fte,
        of_all.currency
    from tickets
    inner join channels
        on tickets.channel = channels.channel
    inner join {{ ref('int_team_costs') }} as of_all
        on
            tickets.cost_month_date = of_all.month_start_date
            and of_all.team = '(all)'
    left join {{ ref('int_team_costs') }} as of_team
        on
            tickets.cost_month_date = of_team.month_start_date
            and tickets.team = of_team.team
),

-- in whole millionths, so that sums do not depend on the order of rows
final as (
    select
        *,
        {{ millionths(seconds('effort_us') ~ ' * cost_per_effort_hour / 3600') }}
            as cost_millionths
    from priced
)

select * from final

{{ config(materialized='view') }}

with tickets as (
    select * from {{ ref('int_tickets') }}
),

teams as (
    select * from {{ ref('int_agent_teams') }}
),

channels as (
    select * from {{ ref('int_channels') }}
),

run_clock as (
    select * from {{ ref('int_run_clock') }}
),

final as (
    select
        tickets.*,
        -- the team of the agent who completed the ticket, as of then
        coalesce(teams.team, 'unknown') as team,
        tickets.is_completed and tickets.agent_count > 0 as is_counted_in_aht,
        -- a call is answered when it is taken, a message when it is replied to
        case
            when channels.answered_by = 'opened' then tickets.first_opened_us
            else tickets.first_replied_us
        end as answered_us,
        cast(channels.target_seconds as int64) * 1000000 as target_us,
        {{ days_after('tickets.created_date', 'channels.maturity_lag_days') }}
        <= run_clock.as_of_date as is_matured
    from tickets
    inner join channels
        on tickets.channel = channels.channel
    cross join run_clock
    left join teams
        on
            tickets.agent_key = teams.agent_key
            and coalesce(tickets.completed_at, tickets.created_at) >= teams.valid_from_at
            and coalesce(tickets.completed_at, tickets.created_at) < teams.valid_to_at
)

select * from final

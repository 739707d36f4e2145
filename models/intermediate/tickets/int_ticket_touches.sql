with evidence as (
    select * from {{ ref('int_agent_evidence') }}
    where ticket_id is not null
),

neighbours as (
    select
        agent_key,
        ticket_id,
        occurred_us,
        action_count,
        lag(ticket_id) over (
            partition by agent_key
            order by occurred_us, is_opening, ticket_id
        ) as previous_ticket_id,
        lag(occurred_us) over (
            partition by agent_key
            order by occurred_us, is_opening, ticket_id
        ) as previous_us
    from evidence
),

-- a touch begins when an agent turns to a ticket from another one, or after a long absence
final as (
    select
        ticket_id,
        count(distinct agent_key) as agent_count,
        cast(sum(action_count) as int64) as action_count,
        count(
            case
                when
                    previous_ticket_id = ticket_id
                    and occurred_us - previous_us <= {{ var('possible_gap_seconds') }} * 1000000
                    then null
                else 1
            end
        ) as touch_count
    from neighbours
    group by ticket_id
)

select * from final

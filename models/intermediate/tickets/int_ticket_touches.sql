{{ config(tags=['of_this_run']) }}

with evidence as (
    select
        signs.*,
        lag(signs.ticket_id) over agent_signs as previous_ticket_id,
        lag(signs.occurred_us) over agent_signs as previous_us
    from {{ ref('int_agent_evidence') }} as signs
    {{ only_in_windows('signs', 'occurred_us', 'occurred_date') }}
    where signs.ticket_id is not null
    window agent_signs as (
        partition by signs.agent_key
        order by signs.occurred_us, signs.is_opening, signs.ticket_id
    )
),

-- one timeline of the starts of presence blocks and of the signs in them
timeline as (
    select
        blocks.agent_key,
        blocks.started_us as occurred_us,
        0 as instant_rank,
        blocks.started_us as block_started_us,
        cast(null as string) as ticket_id,
        cast(null as string) as previous_ticket_id,
        cast(null as int64) as previous_us,
        cast(null as int64) as action_count,
        cast(null as int64) as activity_count
    from {{ ref('int_presence_blocks') }} as blocks
    {{ only_in_windows('blocks', 'started_us') }}
    union all
    select
        agent_key,
        occurred_us,
        1 as instant_rank,
        cast(null as int64) as block_started_us,
        ticket_id,
        previous_ticket_id,
        previous_us,
        action_count,
        activity_count
    from evidence
),

placed as (
    select
        agent_key,
        occurred_us,
        ticket_id,
        previous_ticket_id,
        previous_us,
        action_count,
        activity_count,
        last_value(block_started_us ignore nulls) over (
            partition by agent_key
            order by occurred_us, instant_rank
            rows between unbounded preceding and current row
        ) as block_started_us
    from timeline
),

-- a touch begins when an agent turns to a ticket from another one, or after a long absence
final as (
    select
        ticket_id,
        agent_key,
        block_started_us,
        cast(sum(action_count) as int64) as action_count,
        cast(sum(activity_count) as int64) as activity_count,
        min(occurred_us) as first_sign_us,
        count(
            case
                when
                    previous_ticket_id = ticket_id
                    and occurred_us - previous_us <= {{ var('possible_gap_seconds') * 1000000 }}
                    then null
                else 1
            end
        ) as touch_count
    from placed
    where ticket_id is not null
    group by ticket_id, agent_key, block_started_us
)

select * from final

{{ config(materialized='view') }}

{%- set week_us = week_microseconds() -%}

with waits as (
    select
        ticket_id,
        cast(sum(api_wait_us) as int64) as api_wait_us
    from {{ ref('int_ticket_screen_events') }}
    group by ticket_id
),

-- whoever asks again before a week after the answer is over was not helped
contacts as (
    select
        ticket_id,
        lead(created_us) over (
            partition by customer_key
            order by created_us, ticket_id
        ) as next_created_us
    from {{ ref('int_tickets') }}
    where customer_key is not null and has_ticket_row and not is_merged
),

tickets as (
    select
        tickets.ticket_id,
        tickets.agent_key,
        tickets.channel,
        tickets.contact_reason,
        coalesce(tickets.first_opened_us, tickets.created_us) as opened_us,
        tickets.effort_us,
        tickets.reply_count,
        tickets.reopen_count,
        tickets.transfer_count,
        case when tickets.evidence_grade = 'combined' then coalesce(waits.api_wait_us, 0) end
            as api_wait_us,
        tickets.customer_key is not null as has_customer,
        coalesce(contacts.next_created_us <= tickets.ended_us + {{ week_us }}, false)
            as is_followed
    from {{ ref('int_tickets_as_of') }} as tickets
    left join waits
        on tickets.ticket_id = waits.ticket_id
    left join contacts
        on tickets.ticket_id = contacts.ticket_id
    where tickets.is_counted_in_aht
),

agents as (
    select
        agents.*,
        comparisons.enabled_us,
        comparisons.mature_end_block,
        comparisons.enabled_us + comparisons.first_block * {{ week_us }} as first_us,
        comparisons.enabled_us + agents.end_block * {{ week_us }} as end_us
    from {{ ref('int_release_agents') }} as agents
    inner join {{ ref('int_release_comparisons') }} as comparisons
        on
            agents.release_id = comparisons.release_id
            and agents.first_block <= comparisons.first_block
),

-- each ticket in the week in which work on it began
placed as (
    select
        agents.release_id,
        agents.adopted_block,
        agents.switch_block,
        agents.end_block,
        agents.mature_end_block,
        cast(floor((tickets.opened_us - agents.enabled_us) / {{ week_us }}) as int64)
            as block_index,
        tickets.*
    from agents
    inner join tickets
        on
            agents.agent_key = tickets.agent_key
            and agents.first_us <= tickets.opened_us
            and agents.end_us > tickets.opened_us
),

-- the week in which an agent switched is neither before nor after
kept as (
    select * from placed
    where switch_block is null or switch_block = adopted_block or block_index <> switch_block
),

-- rates are counted in millionths, like seconds
samples as (
    select
        *,
        'effort_per_ticket' as metric,
        effort_us as numerator_us,
        cast(1 as int64) as weight
    from kept
    union all
    select
        *,
        'effort_per_reply' as metric,
        effort_us as numerator_us,
        reply_count as weight
    from kept
    where reply_count > 0
    union all
    select
        *,
        'api_wait_per_ticket' as metric,
        api_wait_us as numerator_us,
        cast(1 as int64) as weight
    from kept
    where api_wait_us is not null
    union all
    select
        *,
        'reopen_rate' as metric,
        case when reopen_count > 0 then 1000000 else 0 end as numerator_us,
        cast(1 as int64) as weight
    from kept
    union all
    -- the week after the last tickets that are old enough is not over
    select
        *,
        'recontact_rate' as metric,
        case when is_followed then 1000000 else 0 end as numerator_us,
        cast(1 as int64) as weight
    from kept
    where has_customer and block_index < mature_end_block - 1
    union all
    select
        *,
        'transfer_rate' as metric,
        case when transfer_count > 0 then 1000000 else 0 end as numerator_us,
        cast(1 as int64) as weight
    from kept
),

final as (
    select
        release_id,
        metric,
        agent_key,
        adopted_block,
        block_index,
        end_block,
        channel,
        contact_reason,
        ticket_id,
        cast(numerator_us as int64) as numerator_us,
        weight,
        metric in ('effort_per_ticket', 'effort_per_reply', 'api_wait_per_ticket') as has_log
    from samples
)

select * from final

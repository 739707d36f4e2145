{{ config(
    materialized='incremental',
    pre_hook="{{ take_out(is_of_touched_ticket('old')) }}",
    cluster_by=['ticket_id']
) }}
-- depends_on: {{ ref('int_tickets_before') }}

with tickets as (
    select all_tickets.*
    from {{ ref('stg_contact_tool_backend__tickets') }} as all_tickets
    where {{ is_of_touched_ticket('all_tickets') }}
),

actions as (
    select * from {{ ref('int_ticket_actions') }}
),

open_seconds as (
    select
        stretches.ticket_id,
        cast(sum(stretches.ended_us - stretches.started_us) as int64) as assigned_open_us
    from {{ ref('int_ticket_open_stretches') }} as stretches
    where {{ is_of_touched_ticket('stretches') }}
    group by stretches.ticket_id
),

work as (
    select
        ticket_work.ticket_id,
        count(
            distinct case
                when ticket_work.action_count + ticket_work.activity_count > 0
                    then ticket_work.agent_key
            end
        ) as agent_count,
        cast(sum(ticket_work.action_count) as int64) as action_count,
        cast(sum(ticket_work.touch_count) as int64) as touch_count,
        min(ticket_work.first_worked_us) as first_worked_us,
        cast(sum(ticket_work.effort_us) as int64) as effort_us,
        cast(sum(ticket_work.effort_low_us) as int64) as effort_low_us,
        cast(sum(ticket_work.effort_high_us) as int64) as effort_high_us,
        cast(sum(ticket_work.swivel_us) as int64) as swivel_us,
        cast(sum(ticket_work.focus_us) as int64) as focus_us,
        max(case when ticket_work.is_combined then 1 else 0 end) = 1 as is_combined
    from {{ ref('int_ticket_work') }} as ticket_work
    where {{ is_of_touched_ticket('ticket_work') }}
    group by ticket_work.ticket_id
),

-- where no action tells who had it last, the frontend may
last_workers as (
    select
        ticket_work.ticket_id,
        ticket_work.agent_key,
        row_number() over (
            partition by ticket_work.ticket_id
            order by ticket_work.block_started_us desc, ticket_work.agent_key
        ) as choice
    from {{ ref('int_ticket_work') }} as ticket_work
    where
        ticket_work.action_count + ticket_work.activity_count > 0
        and {{ is_of_touched_ticket('ticket_work') }}
),

-- tickets that only the logs know are kept, so that no second of work is lost
known as (
    select
        coalesce(tickets.ticket_id, actions.ticket_id, work.ticket_id) as ticket_id,
        tickets.ticket_id is not null as has_ticket_row,
        coalesce(tickets.channel, 'unknown') as channel,
        coalesce(tickets.contact_reason, 'unknown') as contact_reason,
        tickets.priority,
        coalesce(tickets.status, 'unknown') as status,
        tickets.customer_key,
        tickets.merged_into_ticket_id,
        tickets.closed_at,
        tickets.status_since_at,
        coalesce(
            tickets.created_at,
            timestamp_micros(coalesce(actions.first_action_us, work.first_worked_us))
        ) as created_at,
        tickets.merged_into_ticket_id is not null as is_merged,
        actions.first_opened_us,
        actions.first_replied_us,
        actions.last_closed_us,
        actions.completed_us,
        actions.agent_key,
        actions.reply_count,
        actions.reopen_count,
        actions.transfer_count,
        work.agent_count,
        work.touch_count,
        work.action_count,
        work.effort_us,
        work.effort_low_us,
        work.effort_high_us,
        work.swivel_us,
        work.focus_us,
        work.is_combined
    from tickets
    full outer join actions
        on tickets.ticket_id = actions.ticket_id
    full outer join work
        on coalesce(tickets.ticket_id, actions.ticket_id) = work.ticket_id
),

dated as (
    select
        *,
        status = 'closed' and not is_merged as is_closed,
        status in ('resolved', 'closed') and not is_merged as is_completed,
        status = 'abandoned' and not is_merged as is_abandoned,
        case
            when status = 'closed'
                then coalesce(closed_at, timestamp_micros(last_closed_us), status_since_at)
        end as final_closed_at,
        case
            when status in ('resolved', 'closed') and not is_merged
                then coalesce(timestamp_micros(completed_us), closed_at, status_since_at)
        end as completed_at,
        case
            when status = 'abandoned' and not is_merged then coalesce(closed_at, status_since_at)
        end as abandoned_at
    from known
),

-- clocks of two servers may disagree by a little: no inquiry ends before it began
ended as (
    select
        *,
        case
            when coalesce(completed_at, abandoned_at) < created_at then created_at
            else coalesce(completed_at, abandoned_at)
        end as ended_at
    from dated
),

final as (
    select
        ended.ticket_id,
        ended.has_ticket_row,
        ended.channel,
        ended.contact_reason,
        ended.priority,
        ended.status,
        ended.customer_key,
        ended.merged_into_ticket_id,
        coalesce(ended.agent_key, last_workers.agent_key) as agent_key,
        ended.created_at,
        {{ local_date('ended.created_at') }} as created_date,
        timestamp_micros(ended.first_opened_us) as first_opened_at,
        timestamp_micros(ended.first_replied_us) as first_replied_at,
        ended.final_closed_at as closed_at,
        ended.completed_at,
        {{ local_date('ended.completed_at') }} as completed_date,
        ended.is_closed,
        ended.is_completed,
        ended.is_abandoned,
        ended.is_merged,
        coalesce(ended.reopen_count, 0) as reopen_count,
        coalesce(ended.transfer_count, 0) as transfer_count,
        coalesce(ended.agent_count, 0) as agent_count,
        coalesce(ended.touch_count, 0) as touch_count,
        coalesce(ended.action_count, 0) as action_count,
        coalesce(ended.reply_count, 0) as reply_count,
        unix_micros(ended.created_at) as created_us,
        ended.first_opened_us,
        ended.first_replied_us,
        unix_micros(ended.ended_at) as ended_us,
        {{ local_date('ended.ended_at') }} as ended_date,
        unix_micros(
            coalesce(ended.final_closed_at, ended.completed_at, ended.abandoned_at)
        ) as last_closed_us,
        coalesce(open_seconds.assigned_open_us, 0) as assigned_open_us,
        coalesce(ended.effort_us, 0) as effort_us,
        coalesce(ended.effort_low_us, 0) as effort_low_us,
        coalesce(ended.effort_high_us, 0) as effort_high_us,
        coalesce(ended.swivel_us, 0) as swivel_us,
        case when ended.is_combined then ended.focus_us end as focus_us,
        case
            when ended.is_combined then 'combined'
            when ended.action_count > 0 then 'backend'
            else 'none'
        end as evidence_grade,
        cast({{ run_number() }} as int64) as built_in_run
    from ended
    left join last_workers
        on ended.ticket_id = last_workers.ticket_id and last_workers.choice = 1
    left join open_seconds
        on ended.ticket_id = open_seconds.ticket_id
)

select * from final

with tickets as (
    select * from {{ ref('stg_contact_tool_backend__tickets') }}
),

actions as (
    select * from {{ ref('int_ticket_actions') }}
),

touches as (
    select * from {{ ref('int_ticket_touches') }}
),

agent_versions as (
    select * from {{ ref('stg_workforce__agent_versions') }}
),

open_seconds as (
    select
        ticket_id,
        cast(sum(ended_us - started_us) as int64) as assigned_open_us
    from {{ ref('int_ticket_open_stretches') }}
    group by ticket_id
),

segments as (
    select * from {{ ref('int_work_segments') }}
),

-- a stretch that may have been spent on a second ticket widens that ticket's high bound too
shares as (
    select
        ticket_id,
        effort_us,
        effort_low_us,
        effort_high_us
    from segments
    where ticket_id is not null
    union all
    select
        possible_ticket_id as ticket_id,
        0 as effort_us,
        0 as effort_low_us,
        possible_effort_us as effort_high_us
    from segments
    where possible_ticket_id is not null
),

effort as (
    select
        ticket_id,
        cast(sum(effort_us) as int64) as effort_us,
        cast(sum(effort_low_us) as int64) as effort_low_us,
        cast(sum(effort_high_us) as int64) as effort_high_us
    from shares
    group by ticket_id
),

-- tickets that only the logs know are kept, so that no second of work is lost
known as (
    select
        coalesce(tickets.ticket_id, actions.ticket_id) as ticket_id,
        tickets.ticket_id is not null as has_ticket_row,
        coalesce(tickets.channel, 'unknown') as channel,
        coalesce(tickets.contact_reason, 'unknown') as contact_reason,
        tickets.priority,
        coalesce(tickets.status, 'unknown') as status,
        tickets.customer_key,
        tickets.merged_into_ticket_id,
        tickets.closed_at,
        tickets.status_since_at,
        coalesce(tickets.created_at, {{ timestamp_at('actions.first_action_us') }}) as created_at,
        tickets.merged_into_ticket_id is not null as is_merged,
        actions.first_opened_us,
        actions.first_replied_us,
        actions.last_closed_us,
        actions.completed_us,
        actions.agent_key,
        actions.reply_count,
        actions.reopen_count,
        actions.transfer_count
    from tickets
    full outer join actions
        on tickets.ticket_id = actions.ticket_id
),

dated as (
    select
        *,
        status = 'closed' and not is_merged as is_closed,
        status in ('resolved', 'closed') and not is_merged as is_completed,
        status = 'abandoned' and not is_merged as is_abandoned,
        case
            when status = 'closed'
                then coalesce(closed_at, {{ timestamp_at('last_closed_us') }}, status_since_at)
        end as final_closed_at,
        case
            when status in ('resolved', 'closed') and not is_merged
                then coalesce({{ timestamp_at('completed_us') }}, closed_at, status_since_at)
        end as completed_at,
        case
            when status = 'abandoned' and not is_merged then coalesce(closed_at, status_since_at)
        end as abandoned_at
    from known
),

teams as (
    select
        dated.ticket_id,
        agent_versions.team
    from dated
    inner join agent_versions
        on
            dated.agent_key = agent_versions.agent_key
            and (
                coalesce(dated.completed_at, dated.created_at) >= agent_versions.valid_from_at
                or agent_versions.is_first_version
            )
            and (
                coalesce(dated.completed_at, dated.created_at) < agent_versions.valid_to_at
                or agent_versions.valid_to_at is null
            )
),

final as (
    select
        dated.ticket_id,
        dated.has_ticket_row,
        dated.channel,
        dated.contact_reason,
        dated.priority,
        dated.status,
        dated.customer_key,
        dated.merged_into_ticket_id,
        coalesce(teams.team, 'unknown') as team,
        dated.agent_key,
        dated.created_at,
        {{ local_date('dated.created_at') }} as created_date,
        {{ timestamp_at('dated.first_opened_us') }} as first_opened_at,
        {{ timestamp_at('dated.first_replied_us') }} as first_replied_at,
        dated.final_closed_at as closed_at,
        dated.completed_at,
        {{ local_date('dated.completed_at') }} as completed_date,
        dated.is_closed,
        dated.is_completed,
        dated.is_abandoned,
        dated.is_merged,
        coalesce(dated.reopen_count, 0) as reopen_count,
        coalesce(dated.transfer_count, 0) as transfer_count,
        coalesce(touches.agent_count, 0) as agent_count,
        coalesce(touches.touch_count, 0) as touch_count,
        coalesce(touches.action_count, 0) as action_count,
        coalesce(dated.reply_count, 0) as reply_count,
        {{ epoch_microseconds('dated.created_at') }} as created_us,
        dated.first_opened_us,
        dated.first_replied_us,
        coalesce(
            {{ epoch_microseconds('dated.completed_at') }},
            {{ epoch_microseconds('dated.abandoned_at') }}
        ) as ended_us,
        {{ epoch_microseconds(
            'coalesce(dated.final_closed_at, dated.completed_at, dated.abandoned_at)'
        ) }} as last_closed_us,
        coalesce(open_seconds.assigned_open_us, 0) as assigned_open_us,
        coalesce(effort.effort_us, 0) as effort_us,
        coalesce(effort.effort_low_us, 0) as effort_low_us,
        coalesce(effort.effort_high_us, 0) as effort_high_us,
        case when touches.ticket_id is null then 'none' else 'backend' end as evidence_grade
    from dated
    left join teams
        on dated.ticket_id = teams.ticket_id
    left join touches
        on dated.ticket_id = touches.ticket_id
    left join open_seconds
        on dated.ticket_id = open_seconds.ticket_id
    left join effort
        on dated.ticket_id = effort.ticket_id
)

select * from final

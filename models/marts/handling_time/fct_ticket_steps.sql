{{ config(materialized='view', grants=per_agent_readers()) }}

with effort as (
    select
        ticket_id,
        agent_key,
        work_date,
        screen,
        max(app_version) as app_version,
        sum(visits) as visits,
        sum(effort_us) as effort_us,
        sum(away_count) as away_count,
        sum(swivel_us) as swivel_us
    from {{ ref('int_ticket_screen_effort') }}
    group by ticket_id, agent_key, work_date, screen
),

events as (
    select
        ticket_id,
        agent_key,
        work_date,
        screen,
        max(app_version) as app_version,
        sum(copy_paste_count) as copy_paste_count,
        sum(template_count) as template_count,
        sum(api_wait_us) as api_wait_us,
        sum(error_count) as error_count
    from {{ ref('int_ticket_screen_events') }}
    group by ticket_id, agent_key, work_date, screen
),

final as (
    select
        coalesce(effort.ticket_id, events.ticket_id) as ticket_id,
        coalesce(effort.agent_key, events.agent_key) as agent_key,
        coalesce(effort.work_date, events.work_date) as work_date,
        coalesce(effort.screen, events.screen) as screen,
        coalesce(events.app_version, effort.app_version) as app_version,
        cast(coalesce(effort.visits, 0) as int64) as visits,
        {{ seconds('coalesce(effort.effort_us, 0)') }} as effort_seconds,
        cast(coalesce(events.copy_paste_count, 0) as int64) as copy_paste_count,
        cast(coalesce(events.template_count, 0) as int64) as template_count,
        {{ seconds('coalesce(events.api_wait_us, 0)') }} as api_wait_seconds,
        cast(coalesce(events.error_count, 0) as int64) as error_count,
        cast(coalesce(effort.away_count, 0) as int64) as away_count,
        {{ seconds('coalesce(effort.swivel_us, 0)') }} as swivel_seconds
    from effort
    full outer join events
        on
            effort.ticket_id = events.ticket_id
            and effort.agent_key = events.agent_key
            and effort.work_date = events.work_date
            and effort.screen = events.screen
)

select * from final

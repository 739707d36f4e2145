{{ config(
    materialized='incremental',
    grants=per_agent_readers(),
    pre_hook="{{ take_out_matching(
        ref('int_touched_step_days'),
        is_of_agent_day('old.agent_key', 'old.work_date'),
        is_on_dates_of('old.work_date', 'int_touched_step_days', 'work_date')
    ) }}",
    partition_by=partition_by_day('work_date'),
    cluster_by=['agent_key']
) }}

with effort as (
    select
        all_effort.ticket_id,
        all_effort.agent_key,
        all_effort.work_date,
        all_effort.screen,
        max(all_effort.app_version) as app_version,
        sum(all_effort.visits) as visits,
        sum(all_effort.effort_us) as effort_us,
        sum(all_effort.away_count) as away_count,
        sum(all_effort.swivel_us) as swivel_us
    from {{ ref('int_ticket_screen_effort') }} as all_effort
    {{ only_of_agent_days(
        'all_effort.agent_key', 'all_effort.work_date', 'int_touched_step_days'
    ) }}
    group by
        all_effort.ticket_id,
        all_effort.agent_key,
        all_effort.work_date,
        all_effort.screen
),

events as (
    select
        all_events.ticket_id,
        all_events.agent_key,
        all_events.work_date,
        all_events.screen,
        max(all_events.app_version) as app_version,
        sum(all_events.copy_paste_count) as copy_paste_count,
        sum(all_events.template_count) as template_count,
        sum(all_events.api_wait_us) as api_wait_us,
        sum(all_events.error_count) as error_count
    from {{ ref('int_ticket_screen_events') }} as all_events
    {{ only_of_agent_days(
        'all_events.agent_key', 'all_events.work_date', 'int_touched_step_days'
    ) }}
    where {{ is_any_date('all_events.client_date') }}
    group by
        all_events.ticket_id,
        all_events.agent_key,
        all_events.work_date,
        all_events.screen
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

{{ config(
    materialized='incremental',
    pre_hook="{{ take_out_tab_days() }}",
    partition_by=partition_by_day('client_date'),
    cluster_by=['tab_session_id']
) }}
-- depends_on: {{ ref('int_ticket_screen_events_before') }}

with events as (
    select
        timed.*,
        {{ local_date('timestamp_micros(timed.occurred_us)') }} as work_date,
        coalesce(timed.screen, 'unknown') as screen_name
    from {{ ref('int_frontend_events_timed') }} as timed
    {{ only_of_tab_days('timed') }}
    where {{ is_on_dates_of_tab_days('timed.client_date') }}
),

-- the wait for an answer is told by one clock alone; of a request that was made again, it lasts
-- from the first attempt to the first answer
calls as (
    select
        tab_session_id,
        client_date,
        request_id,
        min(case when event_type = 'api_request' then position end) as asked_position,
        min(case when event_type = 'api_request' then occurred_us end) as asked_us,
        min(case when event_type = 'api_response' then occurred_us end) as answered_us
    from events
    where event_type in ('api_request', 'api_response') and request_id is not null
    group by tab_session_id, client_date, request_id
),

waited as (
    select
        events.*,
        case
            when calls.answered_us >= calls.asked_us then calls.answered_us - calls.asked_us
        end as api_wait_us
    from events
    left join calls
        on
            events.tab_session_id = calls.tab_session_id
            and events.client_date = calls.client_date
            and events.request_id = calls.request_id
            and events.position = calls.asked_position
),

final as (
    select
        tab_session_id,
        client_date,
        agent_key,
        work_date,
        ticket_id,
        screen_name as screen,
        max(app_version) as app_version,
        count(case when event_type in ('copy', 'paste') then 1 end) as copy_paste_count,
        count(case when event_type = 'template_insert' then 1 end) as template_count,
        cast(sum(coalesce(api_wait_us, 0)) as int64) as api_wait_us,
        count(
            case
                when
                    event_type = 'api_response'
                    and substr({{ json_text('properties', 'status') }}, 1, 1) in ('4', '5')
                    then 1
            end
        ) as error_count,
        cast({{ run_number() }} as int64) as built_in_run
    from waited
    where ticket_id is not null
    group by tab_session_id, client_date, agent_key, work_date, ticket_id, screen_name
)

select * from final

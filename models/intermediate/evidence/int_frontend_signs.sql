{{ config(
    materialized='incremental',
    pre_hook="{{ take_out_tab_days() }}",
    partition_by=partition_by_day('client_date'),
    cluster_by=['tab_session_id']
) }}

{%- set heartbeat_us = 15000000 -%}
{%- set closest_us = 10000000 -%}

-- depends_on: {{ ref('int_frontend_signs_before') }}

with events as (
    select timed.*
    from {{ ref('int_frontend_events_timed') }} as timed
    {{ only_of_tab_days('timed') }}
    where {{ is_on_dates_of_tab_days('timed.client_date') }}
),

event_types as (
    select * from {{ ref('event_types') }}
),

-- an event of a word that no seed knows is something that the agent did
typed as (
    select
        events.client_date,
        events.tab_session_id,
        events.position,
        events.agent_key,
        events.occurred_us,
        events.clock_error_us,
        events.ticket_id,
        events.screen,
        events.app_version,
        events.lost_before_count,
        coalesce(event_types.is_activity, true) as is_activity,
        coalesce(event_types.is_view, false) as is_view,
        coalesce(event_types.is_leaving, false) as is_leaving,
        coalesce(event_types.is_returning, false) as is_returning,
        coalesce(event_types.is_exchange, false) as is_exchange
    from events
    left join event_types
        on events.event_type = event_types.event_type
),

neighbours as (
    select
        *,
        lag(occurred_us) over tab_events as previous_us,
        lag(ticket_id) over tab_events as previous_ticket_id,
        max(occurred_us) over (partition by tab_session_id, client_date, agent_key) as last_us,
        last_value(case when lost_before_count > 0 then position end ignore nulls) over (
            partition by tab_session_id, client_date, agent_key
            order by position
            rows between unbounded preceding and current row
        ) as last_loss_position
    from typed
    window tab_events as (
        partition by tab_session_id, client_date, agent_key
        order by position
    )
),

-- Where another ticket is in front all at once, the event that would have said so is lost.
told as (
    select
        *,
        is_view
        or (previous_us is not null and (ticket_id is distinct from previous_ticket_id))
            as is_change_of_front
    from neighbours
),

signs as (
    select
        *,
        coalesce(
            last_loss_position > coalesce(
                lag(position) over (
                    partition by tab_session_id, client_date, agent_key
                    order by position
                ),
                0
            ),
            false
        ) as is_after_loss
    from told
    where is_activity or is_change_of_front or is_leaving or is_returning
),

-- More rows are missing than heartbeats can be: the agent was active in between.
holes as (
    select
        *,
        least(
            lost_before_count
            - cast(floor((occurred_us - previous_us) / {{ heartbeat_us }}) as int64),
            cast(floor((occurred_us - previous_us) / {{ closest_us }}) as int64)
        ) as bridge_count
    from told
    where lost_before_count > 0 and occurred_us > previous_us
),

bridges as (
    select
        client_date,
        tab_session_id,
        agent_key,
        clock_error_us,
        screen,
        app_version,
        last_us as seen_until_us,
        cast(
            floor(
                previous_us + (occurred_us - previous_us) * bridge_number / (bridge_count + 1)
            ) as int64
        ) as occurred_us
    from holes
    cross join {{ unnest_integers('1', 'bridge_count', 'bridge_number') }}
    where bridge_count > 0
),

all_signs as (
    select
        client_date,
        tab_session_id,
        agent_key,
        occurred_us,
        clock_error_us,
        ticket_id,
        screen,
        app_version,
        is_activity,
        is_view,
        is_change_of_front,
        is_leaving,
        is_returning,
        is_exchange,
        false as is_bridge,
        is_after_loss,
        last_us as seen_until_us
    from signs
    union all
    select
        client_date,
        tab_session_id,
        agent_key,
        occurred_us,
        clock_error_us,
        cast(null as string) as ticket_id,
        screen,
        app_version,
        true as is_activity,
        false as is_view,
        false as is_change_of_front,
        false as is_leaving,
        false as is_returning,
        false as is_exchange,
        true as is_bridge,
        true as is_after_loss,
        seen_until_us
    from bridges
),

final as (
    select
        *,
        cast(timestamp_micros(occurred_us) as date) as occurred_date,
        cast({{ run_number() }} as int64) as built_in_run
    from all_signs
)

select * from final
{{ stored_by('client_date') }}

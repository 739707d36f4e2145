{{ config(tags=['of_this_run']) }}

{%- set sure_us = 200000 -%}
{%- set likely_us = 2000000 -%}
{%- set likely_unsent_us = 30000000 -%}

with events as (
    select * from {{ ref('int_clock_bounds') }}
),

-- It was set between two events that contradict one another. What a batch bounds like before was
-- sent before.
gaps as (
    select
        contradictions.tab_session_id,
        contradictions.client_date,
        contradictions.position as found_at_position,
        contradictions.is_forward,
        contradictions.change_us,
        events.position,
        events.step_us,
        max(
            case when events.batch_upper_us < contradictions.bound_us then events.position end
        ) over (
            partition by
                contradictions.tab_session_id,
                contradictions.client_date,
                contradictions.position,
                contradictions.is_forward
        ) as still_before_position
    from {{ ref('int_clock_contradictions') }} as contradictions
    inner join events
        on
            contradictions.tab_session_id = events.tab_session_id
            and contradictions.client_date = events.client_date
            and contradictions.after_position < events.position
            and contradictions.until_position >= events.position
),

-- a clock that is put forward makes a step of at least as much; one that is put back goes back,
-- unless as much time had gone by since the event before
places as (
    select
        *,
        case when is_forward then step_us >= change_us else step_us < 0 end as is_likely
    from gaps
    where coalesce(position > still_before_position, true)
),

ranges as (
    select
        tab_session_id,
        client_date,
        change_us,
        coalesce(min(case when is_likely then position end), min(position)) as first_position,
        coalesce(max(case when is_likely then position end), max(position)) as last_position
    from places
    group by tab_session_id, client_date, found_at_position, is_forward, change_us
),

-- what bounds the offset: requests, and batches, sharply where they say when they were sent
bounds as (
    select
        tab_session_id,
        client_date,
        position,
        {{ smaller_of('batch_upper_us', 'request_upper_us') }} as upper_us,
        case when has_sent then {{ likely_us }} else {{ likely_unsent_us }} end as likely_us
    from events
    where request_upper_us is not null or batch_upper_us is not null
),

compared as (
    select
        *,
        lag(position) over tab_bounds as previous_position,
        lag(upper_us) over tab_bounds as previous_upper_us,
        min(upper_us) over (
            partition by tab_session_id, client_date
            order by position
            rows between 3 preceding and 1 preceding
        ) as upper_just_before_us,
        min(upper_us) over (
            partition by tab_session_id, client_date
            order by position
            rows between 6 preceding and 4 preceding
        ) as upper_well_before_us,
        min(upper_us) over (
            partition by tab_session_id, client_date
            order by position
            rows between current row and 2 following
        ) as upper_just_after_us,
        min(upper_us) over (
            partition by tab_session_id, client_date
            order by position
            rows between 3 following and 5 following
        ) as upper_well_after_us
    from bounds
    window tab_bounds as (
        partition by tab_session_id, client_date
        order by position
    )
),

-- It is likely to have been set where batches were alike before and are alike after, but not the
-- same. What a client kept while it was offline is late by amounts that differ.
falls as (
    select
        tab_session_id,
        client_date,
        previous_position,
        position,
        true as is_forward,
        least(upper_just_before_us, upper_well_before_us) - likely_us - upper_us as change_us
    from compared
    where
        upper_us < least(upper_just_before_us, upper_well_before_us) - likely_us
        and abs(upper_just_before_us - upper_well_before_us) < likely_us
),

rises as (
    select
        tab_session_id,
        client_date,
        previous_position,
        position,
        false as is_forward,
        least(upper_just_after_us, upper_well_after_us) - likely_us - previous_upper_us as change_us
    from compared
    where
        least(upper_just_after_us, upper_well_after_us) > previous_upper_us + likely_us
        and abs(upper_just_after_us - upper_well_after_us) < likely_us
),

steps as (
    select * from falls
    union all
    select * from rises
),

around_steps as (
    select
        steps.tab_session_id,
        steps.client_date,
        steps.position as found_at_position,
        steps.is_forward,
        events.position,
        events.step_us,
        events.position > steps.position as is_after,
        case
            when steps.is_forward then events.step_us >= steps.change_us
            else events.step_us < 0
        end as is_likely
    from steps
    inner join events
        on
            steps.tab_session_id = events.tab_session_id
            and steps.client_date = events.client_date
            and steps.previous_position < events.position
            and steps.position + 1 >= events.position
),

-- It was set before the second batch was sent, and rather before its last event than after it; else
-- where there is most time for it.
leaps as (
    select
        *,
        row_number() over (
            partition by tab_session_id, client_date, found_at_position, is_forward
            order by is_likely desc, is_after, step_us desc, position
        ) as choice
    from around_steps
),

settings as (
    select
        tab_session_id,
        client_date,
        position,
        0 as unsure_us
    from leaps
    where choice = 1
    union all
    select
        tab_session_id,
        client_date,
        first_position as position,
        case when first_position < last_position then change_us else 0 end as unsure_us
    from ranges
    union all
    select
        tab_session_id,
        client_date,
        last_position as position,
        0 as unsure_us
    from ranges
    union all
    select
        tab_session_id,
        client_date,
        position,
        0 as unsure_us
    from events
    where step_us < -{{ sure_us }}
),

final as (
    select
        tab_session_id,
        client_date,
        position,
        max(unsure_us) as unsure_us
    from settings
    group by tab_session_id, client_date, position
)

select * from final

{{ config(tags=['of_this_run']) }}

{%- set sure_us = 200000 -%}
{%- set likely_us = 2000000 -%}
{%- set likely_unsent_us = 30000000 -%}

with events as (
    select
        *,
        cast(floor(client_us / {{ client_drift() }}) as int64) as drift_us
    from {{ ref('int_clock_bounds') }}
),

-- what bounds the offset: requests, and batches, sharply where they say when they were sent
bounds as (
    select
        tab_session_id,
        client_date,
        position,
        drift_us,
        lower_us,
        request_upper_us,
        {{ smaller_of('batch_upper_us', 'request_upper_us') }} as upper_us,
        case when has_sent then {{ likely_us }} else {{ likely_unsent_us }} end as likely_us
    from events
    where lower_us is not null or request_upper_us is not null or batch_upper_us is not null
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
    where upper_us is not null
    window tab_bounds as (
        partition by tab_session_id, client_date
        order by position
    )
),

-- the last three requests before, the wider the longer ago they were
requests as (
    select
        *,
        max(lower_us + drift_us) over requests_before - drift_us as lower_before_us,
        min(request_upper_us - drift_us) over requests_before + drift_us as upper_before_us,
        max(case when lower_us is not null then position end) over requests_before as after_position
    from bounds
    where lower_us is not null or request_upper_us is not null
    window requests_before as (
        partition by tab_session_id, client_date
        order by position
        rows between 6 preceding and 1 preceding
    )
),

-- Where a request contradicts one of them, the clock was set in between. What lies in between
-- belongs to neither side for sure.
contradictions as (
    select
        tab_session_id,
        client_date,
        after_position,
        position as until_position
    from requests
    where
        after_position is not null
        and (
            request_upper_us < lower_before_us - {{ sure_us }}
            or lower_us > upper_before_us + {{ sure_us }}
        )
),

-- It is likely to have been set where batches were alike before and are alike after, but not the
-- same. What a client kept while it was offline is late by amounts that differ.
steps as (
    select
        tab_session_id,
        client_date,
        previous_position as after_position,
        position as until_position
    from compared
    where
        (
            upper_us < least(upper_just_before_us, upper_well_before_us) - likely_us
            and abs(upper_just_before_us - upper_well_before_us) < likely_us
        )
        or (
            least(upper_just_after_us, upper_well_after_us) > previous_upper_us + likely_us
            and abs(upper_just_after_us - upper_well_after_us) < likely_us
        )
),

-- between two batches it was set where there is most time for it; where it went back is seen by
-- itself
leaps as (
    select
        events.tab_session_id,
        events.client_date,
        events.position,
        row_number() over (
            partition by steps.tab_session_id, steps.client_date, steps.until_position
            order by events.step_us desc, events.position
        ) as choice
    from steps
    inner join events
        on
            steps.tab_session_id = events.tab_session_id
            and steps.client_date = events.client_date
            and steps.after_position < events.position
            and steps.until_position >= events.position
),

final as (
    select
        tab_session_id,
        client_date,
        position
    from leaps
    where choice = 1
    union distinct
    select
        tab_session_id,
        client_date,
        after_position + 1 as position
    from contradictions
    union distinct
    select
        tab_session_id,
        client_date,
        until_position as position
    from contradictions
    union distinct
    select
        tab_session_id,
        client_date,
        position
    from events
    where step_us < -{{ sure_us }}
)

select * from final

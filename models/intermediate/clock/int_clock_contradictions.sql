{{ config(tags=['of_this_run']) }}

{%- set sure_us = 200000 -%}

with events as (
    select
        *,
        {{ client_drift('client_us') }} as drift_us,
        lower_us is not null or request_upper_us is not null as is_of_call,
        {{ smaller_of('batch_upper_us', 'request_upper_us') }} as upper_us
    from {{ ref('int_clock_bounds') }}
    where lower_us is not null or request_upper_us is not null or batch_upper_us is not null
),

-- a call has two rows, its request and its answer; batches sent in between rank in between
ranked as (
    select
        *,
        2 * count(case when is_of_call then 1 end) over (
            partition by tab_session_id, client_date
            order by position
        ) + case when is_of_call then 0 else 1 end as call_rank
    from events
),

-- what the last three calls bound, and the last one by itself, the wider the longer ago it was
compared as (
    select
        *,
        max(lower_us + drift_us) over three_calls - drift_us as lower_before_us,
        min(upper_us - drift_us) over three_calls + drift_us as upper_before_us,
        max(lower_us + drift_us) over last_call - drift_us as lower_last_us,
        min(upper_us - drift_us) over last_call + drift_us as upper_last_us,
        min(position) over three_calls as first_position,
        min(position) over last_call as last_call_position,
        max(case when lower_us is not null then position end) over three_calls as answered_position
    from ranked
    window
        three_calls as (
            partition by tab_session_id, client_date
            order by call_rank
            range between 12 preceding and 1 preceding
        ),
        last_call as (
            partition by tab_session_id, client_date
            order by call_rank
            range between 4 preceding and 1 preceding
        )
),

-- what bounds a batch was true when it was sent, after its last event
forward as (
    select
        *,
        true as is_forward,
        case
            when request_upper_us < lower_before_us - {{ sure_us }} then position
            else position + 1
        end as until_position,
        lower_before_us - upper_us as change_us,
        cast(null as int64) as bound_us,
        case
            when upper_us < lower_last_us - {{ sure_us }} then last_call_position
            else first_position
        end as since_position
    from compared
    where upper_us < lower_before_us - {{ sure_us }}
),

back as (
    select
        *,
        false as is_forward,
        position as until_position,
        lower_us - upper_before_us as change_us,
        lower_us - {{ sure_us }} as bound_us,
        case
            when lower_us > upper_last_us + {{ sure_us }} then last_call_position
            else first_position
        end as since_position
    from compared
    where lower_us > upper_before_us + {{ sure_us }}
),

both_ways as (
    select * from forward
    union all
    select * from back
),

contradictions as (
    select
        *,
        lag(position) over (
            partition by tab_session_id, client_date, is_forward
            order by position
        ) as earlier_position
    from both_ways
),

-- what looks back over an earlier contradiction tells of the same setting of the clock
final as (
    select
        tab_session_id,
        client_date,
        position,
        is_forward,
        coalesce(answered_position, first_position) as after_position,
        until_position,
        change_us,
        bound_us
    from contradictions
    where earlier_position is null or earlier_position <= since_position
)

select * from final

{{ config(tags=['of_this_run']) }}

with calls as (
    select * from {{ ref('int_frontend_calls') }}
),

actions as (
    select
        logged.request_id,
        logged.occurred_date,
        logged.occurred_at
    from {{ ref('stg_contact_tool_backend__actions') }} as logged
    where
        logged.request_id is not null
        and {{ is_on_dates_of(
            'logged.occurred_date', 'int_frontend_calls', 'first_request_date', 'received_date'
        ) }}
),

pairs as (
    select
        calls.event_id,
        calls.client_date,
        calls.is_request,
        unix_micros(actions.occurred_at) as server_us,
        count(*) over (
            partition by
                calls.tab_session_id, calls.client_date, calls.request_id, calls.is_request
        ) as pair_count
    from calls
    inner join actions
        on
            calls.request_id = actions.request_id
            and calls.first_request_date <= actions.occurred_date
            and calls.received_date >= actions.occurred_date
),

-- a request that was made again under its number does not tell which of its rows belong together
final as (
    select
        event_id,
        client_date,
        is_request,
        server_us
    from pairs
    where pair_count = 1
)

select * from final

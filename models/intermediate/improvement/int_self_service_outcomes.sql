{%- set wait_us = var('deflection_hours') * 3600000000 -%}

with sessions as (
    select
        session_id,
        customer_key,
        kind,
        coalesce(topic, 'unknown') as contact_reason,
        unix_micros(started_at) as started_us,
        {{ local_date('started_at') }} as started_date
    from {{ ref('stg_product__self_service_sessions') }}
),

inquiries as (
    select
        customer_key,
        created_us
    from {{ ref('int_tickets') }}
    where customer_key is not null and has_ticket_row
),

-- whoever is known and asked on any channel, for whatever reason, was not helped
asked as (
    select distinct sessions.session_id
    from sessions
    inner join inquiries
        on
            sessions.customer_key = inquiries.customer_key
            and sessions.started_us <= inquiries.created_us
            and sessions.started_us + {{ wait_us }} > inquiries.created_us
),

-- of a visitor who was not signed in nothing is known, and of the last hours not yet
final as (
    select
        sessions.session_id,
        sessions.started_date,
        sessions.kind,
        sessions.contact_reason,
        case
            when asked.session_id is not null then 'asked'
            when sessions.customer_key is null then 'undecidable'
            when
                sessions.started_us + {{ wait_us }}
                > unix_micros(run_clock.as_of_at)
                then 'undecidable'
            else 'deflected'
        end as outcome
    from sessions
    cross join {{ ref('int_run_clock') }} as run_clock
    left join asked
        on sessions.session_id = asked.session_id
)

select * from final

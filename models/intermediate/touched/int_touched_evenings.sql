{{ config(tags=['of_this_run']) }}

{% if is_increment() %}
    with tickets as (
        select * from {{ ref('int_tickets') }}
    ),

    -- touched tickets as they are now and as they were
    states as (
        select
            tickets.ticket_id,
            tickets.has_ticket_row and not tickets.is_merged as is_inquiry,
            tickets.channel,
            tickets.contact_reason,
            tickets.created_us,
            tickets.created_date,
            tickets.ended_us
        from tickets
        where {{ is_new('tickets') }}
        union all
        select
            before.ticket_id,
            before.has_ticket_row and not before.is_merged as is_inquiry,
            before.channel,
            before.contact_reason,
            before.created_us,
            before.created_date,
            before.ended_us
        from {{ ref('int_tickets_before') }} as before
        where {{ is_new('before') }}
    ),

    -- a ticket is open on every evening from its creation up to the one before its end, if it has one
    open_spans as (
        select
            ticket_id,
            is_inquiry,
            channel,
            contact_reason,
            created_us,
            created_date,
            coalesce(ended_us, {{ end_of_time_us() }}) as ended_us
        from states
    ),

    spans_compared as (
        select
            ticket_id,
            min(created_date) as first_date,
            min(ended_us) as first_end_us,
            max(ended_us) as last_end_us,
            count(*) = {{ run_number() - last_complete_run() + 1 }}
            and min(created_us) = max(created_us)
            and min(channel) = max(channel)
            and min(contact_reason) = max(contact_reason)
            and count(case when is_inquiry then 1 end) in (0, count(*)) as is_only_end_moved
        from open_spans
        group by ticket_id
    ),

    calendar_now as (
        select max(interval_date) as last_date
        from {{ ref('int_inquiry_intervals') }}
    ),

    calendar_before as (
        select
            min(evening_date) as first_date,
            max(evening_date) as last_date
        from {{ source('previous_run', 'int_backlog_evenings') }}
    ),

    -- where the last inquiry is gone, merged into nothing that is known, every evening goes
    calendar as (
        select
            coalesce(
                calendar_now.last_date,
                {{ days_after('calendar_before.first_date', -1) }},
                date '1990-01-01'
            ) as last_date_now,
            coalesce(calendar_before.last_date, date '1990-01-01') as last_date_before
        from calendar_now
        cross join calendar_before
    ),

    -- where only the end of a ticket moved, the evenings between both ends are touched
    evening_ranges as (
        select
            case
                when spans_compared.is_only_end_moved
                    then {{ local_date('timestamp_micros(spans_compared.first_end_us)') }}
                else spans_compared.first_date
            end as first_date,
            least(
                {{ local_date('timestamp_micros(spans_compared.last_end_us)') }},
                greatest(calendar.last_date_now, calendar.last_date_before)
            ) as last_date
        from spans_compared
        cross join calendar
        where
            not spans_compared.is_only_end_moved
            or spans_compared.first_end_us <> spans_compared.last_end_us
        union all
        -- on evenings that come or go, all tickets count that are still open
        select
            {{ days_after('least(last_date_now, last_date_before)', 1) }} as first_date,
            greatest(last_date_now, last_date_before) as last_date
        from calendar
    ),

    distinct_ranges as (
        select distinct
            first_date,
            last_date
        from evening_ranges
        where first_date <= last_date
    ),

    final as (
        select distinct
            {{ days_after('distinct_ranges.first_date', 'day_number') }} as evening_date
        from distinct_ranges
        cross join
            {{ unnest_integers(
                '0',
                dbt.datediff('distinct_ranges.first_date', 'distinct_ranges.last_date', 'day'),
                'day_number'
            ) }}
    )

    select * from final
{% else %}
    select interval_date as evening_date
    from {{ ref('int_inquiry_intervals') }}
    where false
{% endif %}

{{ config(tags=['of_this_run']) }}

{% if is_increment() %}
    with counts as (
        select * from {{ ref('int_inquiry_intervals') }}
    ),

    -- as the run before left it
    published as (
        select * from {{ source('previous_run', 'int_inquiry_volume') }}
    ),

    span_now as (
        select
            min(interval_date) as first_date,
            max(interval_date) as last_date
        from counts
    ),

    span_before as (
        select
            min(interval_date) as first_date,
            max(interval_date) as last_date
        from published
    ),

    pairs as (
        select
            channel,
            contact_reason,
            max(is_now) as is_now,
            max(1 - is_now) as was_before
        from (
            select distinct
                channel,
                contact_reason,
                1 as is_now
            from counts
            union all
            select distinct
                channel,
                contact_reason,
                0 as is_now
            from published
        ) as both_runs
        group by channel, contact_reason
    ),

    -- a pair that comes or goes does so on every day, and so does a new first day
    all_of_it as (
        select
            span_now.first_date as first_now,
            span_before.first_date as first_before
        from span_now
        cross join span_before
        where
            (span_now.first_date is distinct from span_before.first_date)
            or exists (select 1 from pairs where is_now <> was_before)
    ),

    candidates as (
        select first_now as first_date from all_of_it
        union all
        select first_before as first_date from all_of_it
        union all
        select touched_date as first_date
        from {{ ref('int_touched_dates') }}
        where subject = 'inquiries'
        union all
        select evening_date as first_date
        from {{ ref('int_touched_evenings') }}
        union all
        -- days at the end that come or go, also those on which nothing happened
        select
            {{ days_after('least(span_now.last_date, span_before.last_date)', 1) }} as first_date
        from span_now
        cross join span_before
        where span_now.last_date <> span_before.last_date
    ),

    final as (
        select min(first_date) as first_date
        from candidates
    )

    select * from final
{% else %}
    select interval_date as first_date
    from {{ ref('int_inquiry_intervals') }}
    where false
{% endif %}

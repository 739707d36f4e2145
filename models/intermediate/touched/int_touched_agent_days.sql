{{ config(tags=['of_this_run']) }}

{% if is_increment() %}
    with windows as (
        select
            agent_key,
            {{ local_date('timestamp_micros(started_us)') }} as first_date,
            {{ local_date('timestamp_micros(ended_us)') }} as last_date
        from {{ ref('int_touched_windows') }}
    ),

    -- open stretches of touched tickets that are not the same now as in all runs since the last
    -- complete one
    stretches as (
        select
            before.ticket_id,
            before.agent_key,
            before.started_us,
            before.ended_us,
            before.built_in_run
        from {{ ref('int_open_stretches_before') }} as before
        where {{ is_new('before') }}
        union all
        select
            now.ticket_id,
            now.agent_key,
            now.started_us,
            now.ended_us,
            {{ run_number() + 1 }} as built_in_run
        from {{ ref('int_ticket_open_stretches') }} as now
        where {{ is_of_touched_ticket('now') }}
    ),

    changed_stretches as (
        select
            agent_key,
            {{ local_date('timestamp_micros(started_us)') }} as first_date,
            {{ local_date('timestamp_micros(ended_us)') }} as last_date
        from stretches
        group by ticket_id, agent_key, started_us, ended_us
        having count(distinct built_in_run) < {{ run_number() - last_complete_run() + 1 }}
    ),

    completions as (
        select
            tickets.agent_key,
            tickets.completed_date
        from {{ ref('int_tickets') }} as tickets
        where {{ is_new('tickets') }}
        union all
        select
            before.agent_key,
            before.completed_date
        from {{ ref('int_tickets_before') }} as before
        where {{ is_new('before') }}
    ),

    ranges as (
        select
            agent_key,
            first_date,
            last_date
        from windows
        union distinct
        select
            agent_key,
            first_date,
            last_date
        from changed_stretches
        union distinct
        select
            agent_key,
            completed_date as first_date,
            completed_date as last_date
        from completions
        where agent_key is not null and completed_date is not null
    ),

    final as (
        select distinct
            ranges.agent_key,
            {{ days_after('ranges.first_date', 'day_number') }} as work_date
        from ranges
        cross join
            {{ unnest_integers(
                '0', dbt.datediff('ranges.first_date', 'ranges.last_date', 'day'), 'day_number'
            ) }}
    )

    select * from final
{% else %}
    select
        agent_key,
        completed_date as work_date
    from {{ ref('int_tickets') }}
    where false
{% endif %}

{{ config(tags=['of_this_run']) }}

{% if is_increment() %}
    -- All versions of a shift are written again when one lands: the days that it had are among
    -- theirs, and so are those that it has now, of whatever activity.
    with changed as (
        select
            versions.agent_key,
            versions.starts_at,
            versions.ends_at
        from {{ ref('stg_workforce__shift_versions') }} as versions
        where {{ is_new('versions') }}
        union all
        select
            taken_back.agent_key,
            taken_back.starts_at,
            taken_back.ends_at
        from {{ ref('stg_audit__versions_taken_back') }} as taken_back
        where taken_back.source_name = 'shifts' and {{ is_new('taken_back') }}
    ),

    shifts as (
        select distinct
            agent_key,
            unix_micros(starts_at) as started_us,
            least(unix_micros(ends_at), unix_micros(starts_at) + {{ longest_plan_us() }})
                as ended_us
        from changed
    ),

    ranges as (
        select distinct
            agent_key,
            {{ local_date('timestamp_micros(started_us)') }} as first_date,
            {{ local_date('timestamp_micros(ended_us - 1)') }} as last_date
        from shifts
    ),

    final as (
        select
            agent_key,
            work_date
        from {{ ref('int_touched_agent_days') }}
        union distinct
        select
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
        cast(starts_at as date) as work_date
    from {{ ref('stg_workforce__shift_versions') }}
    where false
{% endif %}

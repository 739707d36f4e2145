{{ config(
    materialized='incremental',
    pre_hook="{{ take_out_matching(
        ref('int_touched_instants'),
        'touched.agent_key = old.agent_key and touched.occurred_date = old.occurred_date '
        ~ 'and touched.occurred_us = old.occurred_us',
        is_on_dates_of('old.occurred_date', 'int_touched_instants', 'occurred_date')
    ) }}",
    partition_by=partition_by_day('occurred_date'),
    cluster_by=['agent_key']
) }}

with signs as (
    select described.*
    from {{ ref('int_signs_described') }} as described
    {% if is_increment() %}
        inner join (
            select distinct
                agent_key,
                occurred_date,
                occurred_us
            from {{ ref('int_touched_instants') }}
        ) as touched
            on
                described.agent_key = touched.agent_key
                and described.occurred_date = touched.occurred_date
                and described.occurred_us = touched.occurred_us
    {% endif %}
    where
        {{ is_on_dates_of('described.occurred_date', 'int_touched_instants', 'occurred_date') }}
        and (
            described.client_date is null
            or {{ is_on_dates_of(
                'described.client_date', 'int_touched_client_dates', 'client_date'
            ) }}
        )
),

-- Nearly every moment of an agent has one sign: an aggregate of them all would take three times
-- the work, and more memory than there may be.
shared_moments as (
    select
        agent_key,
        occurred_us
    from signs
    group by agent_key, occurred_us
    having count(*) > 1
),

signs_alone as (
    select signs.*
    from signs
    left join shared_moments
        on
            signs.agent_key = shared_moments.agent_key
            and signs.occurred_us = shared_moments.occurred_us
    where shared_moments.agent_key is null
),

signs_together as (
    select signs.*
    from signs
    inner join shared_moments
        on
            signs.agent_key = shared_moments.agent_key
            and signs.occurred_us = shared_moments.occurred_us
),

{#- the columns that say yes or no about a sign #}
{%- set flags = [
    'is_opening', 'is_ending', 'is_ticket_opened', 'is_reply', 'is_login', 'is_logout',
    'is_view', 'is_leaving', 'is_returning', 'is_exchange', 'is_after_loss'
] %}

-- what an agent did to one ticket at one instant is one sign of it
joined as (
    select
        agent_key,
        occurred_us,
        occurred_date,
        ticket_id,
        is_bridge,
        min(log_id) as log_id,
        max(loaded_date) as loaded_date,
        max(channel_style) as channel_style,
        max(longest_call_us) as longest_call_us,
        count(case when is_backend then 1 end) as action_count,
        count(case when is_activity and not is_bridge then 1 end) as activity_count,
        {%- for flag in flags %}
            max(case when {{ flag }} then 1 else 0 end) = 1 as {{ flag }},
        {%- endfor %}
        max(seen_until_us) as seen_until_us,
        max(clock_error_us) as clock_error_us,
        max(screen) as screen,
        max(app_version) as app_version
    from signs_together
    group by agent_key, occurred_us, occurred_date, ticket_id, is_bridge
),

moments as (
    select * from joined
    union all
    select
        agent_key,
        occurred_us,
        occurred_date,
        ticket_id,
        is_bridge,
        log_id,
        loaded_date,
        channel_style,
        longest_call_us,
        case when is_backend then 1 else 0 end as action_count,
        case when is_activity and not is_bridge then 1 else 0 end as activity_count,
        {%- for flag in flags %}
            coalesce({{ flag }}, false) as {{ flag }},
        {%- endfor %}
        seen_until_us,
        clock_error_us,
        screen,
        app_version
    from signs_alone
),

final as (
    select
        *,
        cast({{ run_number() }} as int64) as built_in_run
    from moments
)

select * from final

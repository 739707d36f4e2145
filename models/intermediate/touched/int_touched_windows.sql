{{ config(tags=['of_this_run']) }}

{% if is_increment() %}
    with instants as (
        select * from {{ ref('int_touched_instants') }}
    ),

    -- as the run before left them
    previous_blocks as (
        select * from {{ source('previous_run', 'int_presence_blocks') }}
    ),

    -- how far a sign may matter for what comes before and after it
    reach as (
        select
            greatest(
                {{ var('possible_gap_seconds') }}, coalesce(max(longest_call_seconds), 0)
            ) * cast(1000000 as int64) as reach_us
        from {{ ref('int_channels') }}
        where style = 'continuous'
    ),

    around_instants as (
        select
            instants.agent_key,
            min(instants.occurred_us) - reach.reach_us as started_us,
            max(instants.occurred_us) + reach.reach_us as ended_us
        from instants
        cross join reach
        group by
            instants.agent_key,
            cast(floor(instants.occurred_us / 1800000000) as int64),
            reach.reach_us
    ),

    -- a login or logout that comes or goes changes what the ones before and after it are tied to
    touched_logins as (
        select distinct
            agent_key,
            occurred_us
        from instants
        where is_login_or_logout
    ),

    -- Those that there are, and those that came or went, which may have been either: where both ends
    -- of a stretch went in a run that was killed, nothing else tells of it any more.
    possible_logins as (
        select
            agent_key,
            occurred_us,
            case when is_login then 1 else 0 end as is_login,
            case when is_logout then 1 else 0 end as is_logout
        from {{ ref('int_agent_evidence') }}
        where
            (is_login or is_logout)
            and {{ is_on_dates_of(
                'occurred_date', 'int_touched_instants',
                'timestamp_micros(occurred_us - ' ~ longest_login_us() ~ ')',
                'timestamp_micros(occurred_us + ' ~ longest_login_us() ~ ')',
                condition='is_login_or_logout'
            ) }}
        union all
        select
            agent_key,
            occurred_us,
            1 as is_login,
            1 as is_logout
        from touched_logins
    ),

    logins as (
        select
            agent_key,
            occurred_us,
            max(is_login) as is_login,
            max(is_logout) as is_logout
        from possible_logins
        group by agent_key, occurred_us
    ),

    neighbours_of_logins as (
        select
            touched_logins.agent_key,
            touched_logins.occurred_us,
            max(
                case when logins.occurred_us < touched_logins.occurred_us then logins.occurred_us end
            ) as previous_us,
            min(
                case when logins.occurred_us > touched_logins.occurred_us then logins.occurred_us end
            ) as next_us
        from touched_logins
        inner join logins
            on touched_logins.agent_key = logins.agent_key
        where
            logins.occurred_us >= touched_logins.occurred_us - {{ longest_login_us() }}
            and logins.occurred_us <= touched_logins.occurred_us + {{ longest_login_us() }}
        group by touched_logins.agent_key, touched_logins.occurred_us
    ),

    around_logins as (
        select
            neighbours_of_logins.agent_key,
            neighbours_of_logins.previous_us as started_us,
            neighbours_of_logins.occurred_us as ended_us
        from neighbours_of_logins
        inner join logins
            on
                neighbours_of_logins.agent_key = logins.agent_key
                and neighbours_of_logins.previous_us = logins.occurred_us
        where logins.is_login = 1
        union all
        select
            neighbours_of_logins.agent_key,
            neighbours_of_logins.occurred_us as started_us,
            neighbours_of_logins.next_us as ended_us
        from neighbours_of_logins
        inner join logins
            on
                neighbours_of_logins.agent_key = logins.agent_key
                and neighbours_of_logins.next_us = logins.occurred_us
        where logins.is_logout = 1
    ),

    -- all versions of a shift are written again when one lands
    changed_shifts as (
        select
            versions.agent_key,
            versions.starts_at,
            versions.ends_at
        from {{ ref('stg_workforce__shift_versions') }} as versions
        where {{ is_new('versions') }} and versions.activity = 'work'
        union all
        select
            taken_back.agent_key,
            taken_back.starts_at,
            taken_back.ends_at
        from {{ ref('stg_audit__versions_taken_back') }} as taken_back
        where
            taken_back.source_name = 'shifts'
            and taken_back.activity = 'work'
            and {{ is_new('taken_back') }}
    ),

    touched_shifts as (
        select
            changed_shifts.agent_key,
            unix_micros(changed_shifts.starts_at) as started_us,
            unix_micros(changed_shifts.ends_at) + reach.reach_us as ended_us
        from changed_shifts
        cross join reach
    ),

    direct as (
        select * from around_instants
        union all
        select * from around_logins
        union all
        select * from touched_shifts
    ),

    -- shifts that one more sign may turn into attended ones
    shifts_hit as (
        select distinct
            shifts.agent_key,
            unix_micros(shifts.starts_at) as started_us,
            unix_micros(shifts.ends_at) as ended_us
        from {{ ref('stg_workforce__shifts') }} as shifts
        inner join direct
            on
                shifts.agent_key = direct.agent_key
                and unix_micros(shifts.starts_at) <= direct.ended_us
                and unix_micros(shifts.ends_at) >= direct.started_us
        where shifts.activity = 'work'
    ),

    reached as (
        select * from direct
        union all
        select * from shifts_hit
    ),

    -- a presence block is rebuilt as a whole or not at all
    blocks_hit as (
        select distinct
            previous_blocks.agent_key,
            previous_blocks.started_us,
            previous_blocks.ended_us
        from previous_blocks
        inner join reached
            on
                previous_blocks.agent_key = reached.agent_key
                and previous_blocks.started_us <= reached.ended_us
                and previous_blocks.ended_us >= reached.started_us
    ),

    -- each range once: equal ones have no order, and the two numberings below may not take them in
    -- the same one
    ranges as (
        select * from reached
        union distinct
        select * from blocks_hit
    ),

    intervals as (
        select
            *,
            unix_micros({{ interval_start('timestamp_micros(started_us)') }})
                as first_interval_us,
            unix_micros({{ interval_start('timestamp_micros(ended_us)') }}) as last_interval_us
        from ranges
    ),

    -- what touches, or shares an interval, is one window: so windows do not meet in either
    ordered as (
        select
            *,
            max(last_interval_us) over (
                partition by agent_key
                order by started_us, ended_us
                rows between unbounded preceding and 1 preceding
            ) as reached_interval_us
        from intervals
    ),

    numbered as (
        select
            *,
            sum(
                case
                    when
                        reached_interval_us is null or first_interval_us > reached_interval_us
                        then 1
                    else 0
                end
            ) over (
                partition by agent_key
                order by started_us, ended_us
                rows between unbounded preceding and current row
            ) as window_number
        from ordered
    ),

    final as (
        select
            agent_key,
            min(started_us) as started_us,
            max(ended_us) as ended_us,
            min(first_interval_us) as first_interval_us,
            max(last_interval_us) as last_interval_us
        from numbered
        group by agent_key, window_number
    )

    select * from final
{% else %}
    select
        agent_key,
        occurred_us as started_us,
        occurred_us as ended_us,
        occurred_us as first_interval_us,
        occurred_us as last_interval_us
    from {{ ref('int_agent_evidence') }}
    where false
{% endif %}

with parameters as (
    select * from {{ ref('channels') }}
),

seen as (
    select distinct channel
    from {{ ref('stg_contact_tool_backend__tickets') }}
    where channel not in (select parameters.channel from parameters) and channel <> 'unknown'
),

-- a channel that the seed does not know works by the row "(other)"
named as (
    select
        channel,
        channel as parameters_of
    from parameters
    where channel <> '(other)'
    union all
    select
        channel,
        '(other)' as parameters_of
    from seen
    union all
    -- tickets that only the logs know have no channel of their own
    select
        'unknown' as channel,
        '(other)' as parameters_of
),

final as (
    select
        named.channel,
        named.parameters_of <> '(other)' as is_known,
        parameters.style,
        parameters.answered_by,
        parameters.target_seconds,
        parameters.target_share,
        parameters.patience_seconds,
        parameters.concurrency,
        parameters.staffed_by,
        parameters.deadline_clock,
        parameters.block_hours,
        parameters.maturity_lag_days,
        parameters.longest_call_seconds,
        parameters.max_occupancy,
        parameters.shrinkage
    from named
    inner join parameters
        on named.parameters_of = parameters.channel
)

select * from final

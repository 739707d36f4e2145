with kept_rows as (
    select * from {{ ref('base_workforce__shift_versions') }}
    where row_status = 'kept'
),

-- where shifts have no id, an agent's start is what tells them apart
named as (
    select
        *,
        coalesce(shift_id, cast({{ epoch_microseconds('starts_at') }} as string)) as shift_name
    from kept_rows
),

latest as (
    select
        *,
        row_number() over (
            partition by agent_key, shift_name
            order by
                coalesce(updated_at, loaded_at) desc, loaded_at desc, is_cancelled, activity,
                starts_at, ends_at, channel
        ) as version_number
    from named
),

final as (
    select
        agent_key,
        shift_name as shift_id,
        starts_at,
        ends_at,
        activity,
        channel,
        loaded_at
    from latest
    where version_number = 1 and not is_cancelled
)

select * from final

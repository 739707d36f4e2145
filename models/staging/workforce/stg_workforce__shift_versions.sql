{{ config(
    pre_hook="{{ take_out_taken_back('shifts', 'old.shift_key') }}",
    unique_key=['shift_key', 'version_id']
) }}

with versions as (
    {{ versions_so_far(
        ref('base_workforce__shift_versions'),
        'shift_key',
        [
            'agent_key', 'shift_id', 'starts_at', 'ends_at', 'activity', 'channel', 'updated_at',
            'is_cancelled'
        ]
    ) }}
),

numbered as (
    select
        *,
        row_number() over (
            partition by shift_key
            order by
                coalesce(updated_at, loaded_at) desc, loaded_at desc, is_cancelled, activity,
                starts_at, ends_at, channel, version_id
        ) as version_number
    from versions
),

final as (
    select
        shift_key,
        version_id,
        agent_key,
        shift_id,
        starts_at,
        ends_at,
        activity,
        channel,
        updated_at,
        is_cancelled,
        version_number = 1 and not is_cancelled as is_in_force,
        has_unreadable_value,
        loaded_at,
        cast(loaded_at as date) as loaded_date,
        displaced_loaded_at,
        first_built_in_run,
        built_in_run
    from numbered
)

select * from final

{{ config(
    pre_hook="{{ take_out_taken_back('releases', 'old.release_id') }}",
    unique_key=['release_id', 'version_id']
) }}

with versions as (
    {{ versions_so_far(
        ref('base_product__release_versions'),
        'release_id',
        ['name', 'kind', 'hypothesis', 'released_at']
    ) }}
),

-- a release that was delivered again with other facts has been corrected: the last word counts
numbered as (
    select
        *,
        row_number() over (
            partition by release_id
            order by loaded_at desc, released_at, name, kind, hypothesis
        ) as version_number
    from versions
),

final as (
    select
        release_id,
        version_id,
        name,
        kind,
        hypothesis,
        released_at,
        version_number = 1 as is_latest,
        has_unreadable_value,
        loaded_at,
        cast(loaded_at as date) as loaded_date,
        displaced_loaded_at,
        first_built_in_run,
        built_in_run
    from numbered
)

select * from final

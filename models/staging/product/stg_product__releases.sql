with kept_rows as (
    select * from {{ ref('base_product__release_versions') }}
    where row_status = 'kept'
),

numbered as (
    select
        *,
        row_number() over (
            partition by release_id
            order by loaded_at desc, released_at, name, kind, hypothesis
        ) as version_number
    from kept_rows
),

final as (
    select
        release_id,
        name,
        kind,
        hypothesis,
        released_at,
        loaded_at
    from numbered
    where version_number = 1
)

select * from final

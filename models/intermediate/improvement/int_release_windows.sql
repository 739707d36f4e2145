{%- set week_us = week_microseconds() -%}

with beginnings as (
    select
        release_id,
        min(unix_micros(enabled_at)) as enabled_us
    from {{ ref('stg_product__release_rollouts') }}
    group by release_id
),

lags as (
    select max(maturity_lag_days) as lag_days
    from {{ ref('int_channels') }}
),

-- a block is old enough when the last ticket that was opened in it is
ages as (
    select
        beginnings.release_id,
        beginnings.enabled_us,
        (unix_micros(run_clock.as_of_at) - beginnings.enabled_us) as age_us,
        lags.lag_days * {{ day_microseconds() }} as lag_us
    from beginnings
    cross join lags
    cross join {{ ref('int_run_clock') }} as run_clock
),

blocks as (
    select
        release_id,
        enabled_us,
        cast(floor((age_us - lag_us) / {{ week_us }}) as int64) as mature_end_block,
        least(cast(floor(age_us / {{ week_us }}) as int64) + 1, {{ release_window_weeks() }})
            as begun_end_block
    from ages
),

final as (
    select
        releases.release_id,
        blocks.enabled_us is not null as has_rollout,
        blocks.enabled_us,
        blocks.mature_end_block,
        case
            when blocks.enabled_us is not null
                then least(blocks.mature_end_block, {{ release_window_weeks() }})
        end as end_block,
        case
            when blocks.begun_end_block > greatest(blocks.mature_end_block, 0)
                then blocks.begun_end_block - greatest(blocks.mature_end_block, 0)
            else 0
        end as immature_block_count
    from {{ ref('stg_product__releases') }} as releases
    left join blocks
        on releases.release_id = blocks.release_id
)

select * from final

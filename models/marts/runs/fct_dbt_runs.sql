{{ config(tags=['of_this_run']) }}

with invocations as (
    select * from {{ source('audit', 'dbt_invocations') }}
    -- the present one is not over
    where invocation_id <> '{{ invocation_id }}'
),

final as (
    select
        invocation_id,
        run_number,
        command,
        started_at,
        finished_at,
        {{ seconds(microseconds_between('started_at', 'finished_at')) }} as duration_seconds,
        case
            when finished_at is null then 'cut short'
            when error_count + fail_count > 0 then 'failed'
            else 'succeeded'
        end as run_status,
        coalesce(is_full, false) as is_full_build,
        coalesce(model_count, 0) as model_count,
        coalesce(error_count, 0) as error_count,
        coalesce(fail_count, 0) as fail_count,
        coalesce(warn_count, 0) as warn_count,
        coalesce(skip_count, 0) as skip_count,
        failed_nodes
    from invocations
)

select * from final

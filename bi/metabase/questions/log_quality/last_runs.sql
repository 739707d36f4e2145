with runs as (
    select * from marts.fct_dbt_runs
    where
        1 = 1
        [[and {{run_status}}]]
),

final as (
    select
        started_at,
        command,
        run_status,
        duration_seconds / 60 as duration_minutes,
        failed_nodes
    from runs
)

select * from final
order by started_at desc
limit 50

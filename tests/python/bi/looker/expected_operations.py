"""What each measure of log arrivals and of runs is, in plain SQL on the marts."""

from __future__ import annotations

from bi.looker.expected import Expected, named, ratio

LOG_ARRIVALS = Expected(
    "marts.agg_log_arrivals_daily",
    (
        {"agg_log_arrivals_daily.source": "source"},
        {"agg_log_arrivals_daily.loaded_date": "loaded_date"},
        {"agg_log_arrivals_daily.arrival_status": "arrival_status"},
    ),
    named(
        "agg_log_arrivals_daily",
        {
            "arrived_rows": "sum(row_count)",
            "usual_rows_low": "sum(usual_low)",
            "usual_rows_high": "sum(usual_high)",
            "unusual_days": "count(*) filter (where arrival_status in ('few', 'many'))",
            "longest_quiet_days": "max(quiet_days)",
        },
    ),
)
TROUBLED = "count(*) filter (where run_status <> 'succeeded')"
DBT_RUNS = Expected(
    "marts.fct_dbt_runs",
    ({"fct_dbt_runs.command": "command"}, {"fct_dbt_runs.run_status": "run_status"}),
    named(
        "fct_dbt_runs",
        {
            "runs": "count(*)",
            "troubled_runs": TROUBLED,
            "troubled_share": ratio(TROUBLED, "count(*)"),
            "run_minutes": "sum(duration_seconds) / 60",
            "failed_tests": "sum(fail_count)",
            "failed_nodes_count": "sum(error_count)",
            "warnings": "sum(warn_count)",
            "models_built": "sum(model_count)",
            "nodes_skipped": "sum(skip_count)",
        },
    ),
)

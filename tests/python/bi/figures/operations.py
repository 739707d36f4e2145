"""What the metrics of log arrivals and of runs are."""

from __future__ import annotations

from bi.figures.source import Source

ARRIVALS = Source(
    mart="agg_log_arrivals_daily",
    date="loaded_date",
    keys={
        "log_arrival__source": "source",
        "log_arrival__arrival_status": "arrival_status",
        "log_arrival__is_last_whole_day": "is_last_whole_day",
    },
    figures={
        "unusual_arrival_days": "count(*) filter (arrival_status = 'few' or arrival_status = 'many')",
        "longest_quiet_days": "max(quiet_days)",
    },
)
TROUBLED = "count(*) filter (run_status <> 'succeeded')"
RUNS = Source(
    mart="fct_dbt_runs",
    date="started_at",
    keys={
        "dbt_run__command": "command",
        "dbt_run__run_status": "run_status",
        "dbt_run__is_full_build": "is_full_build",
    },
    figures={
        "dbt_run_count": "count(*)",
        "troubled_runs": TROUBLED,
        "troubled_run_share": f"{TROUBLED} / count(*)",
        "run_seconds": "sum(duration_seconds)",
    },
)

SOURCES = [ARRIVALS, RUNS]

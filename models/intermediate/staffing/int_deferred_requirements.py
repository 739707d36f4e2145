"""Agents that deferred work needs, the same number over each block of hours."""

from cs_productivity.dbt_models import read, write
from cs_productivity.staffing.block_plan import plan_blocks


def model(dbt, session):
    """One row per scenario, forecast_run_at, channel and interval_start_us."""
    dbt.config(materialized="table")
    loads = read(dbt.ref("int_deferred_loads"))
    backlog = read(dbt.ref("int_deferred_backlog"))
    return write(session, plan_blocks(loads, backlog, read(dbt.ref("int_turn_lags"))))

"""How far a month's total of a channel has been from its forecast, for the bounds of monthly headcount."""

from cs_productivity.dbt_models import read, read_settings, write
from cs_productivity.forecasting import month_residuals


def model(dbt, session):
    """One row per channel."""
    dbt.config(materialized="table")
    run = read_settings(dbt.ref("int_run_clock"))
    residuals = month_residuals(
        read(dbt.ref("int_volume_history")),
        run["as_of_at"],
        interval_minutes=int(run["interval_minutes"]),
        timezone=run["reporting_timezone"],
        country=run["holiday_country"],
    )
    return write(session, residuals)

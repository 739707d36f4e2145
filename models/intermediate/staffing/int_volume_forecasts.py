"""Inquiries of the coming days, per reason and for each channel as a whole."""

from cs_productivity.dbt_models import read, read_settings, write
from cs_productivity.forecasting import forecast_with_totals


def model(dbt, session):
    """One row per granularity, target_start_at, channel and contact_reason; of a channel as a whole it is (all)."""
    dbt.config(materialized="table")
    run = read_settings(dbt.ref("int_run_clock"))
    forecasts = forecast_with_totals(
        read(dbt.ref("int_volume_history")),
        run["as_of_at"],
        interval_minutes=int(run["interval_minutes"]),
        timezone=run["reporting_timezone"],
        country=run["holiday_country"],
        horizon_days=int(run["forecast_days"]),
    )
    return write(session, forecasts)

"""Public holidays of the dates that volume and plans are about."""

from cs_productivity.dbt_models import read, read_settings, write
from cs_productivity.holiday_calendar import holiday_dates


def model(dbt, session):
    """One row per holiday_date."""
    dbt.config(materialized="table")
    run = read_settings(dbt.ref("int_run_clock"))
    span = read(dbt.ref("int_calendar_span")).iloc[0]
    return write(session, holiday_dates(span["first_date"], span["last_date"], run["holiday_country"]))

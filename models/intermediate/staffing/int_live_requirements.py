"""Agents that live contacts need: Erlang C, and Erlang A where it is known how long customers wait."""

from cs_productivity.dbt_models import read, write
from cs_productivity.staffing.live_plan import plan_live


def model(dbt, session):
    """One row per channel, volume_milli, service_us and staffing_model."""
    dbt.config(materialized="table")
    return write(session, plan_live(read(dbt.ref("int_live_loads"))))

"""Whether a release moved handling time, and at what price: difference in differences over agents."""

from cs_productivity.dbt_models import read, write
from cs_productivity.effects import estimate_effects


def model(dbt, session):
    """One row per release_id and metric."""
    dbt.config(materialized="table")
    panel, releases = read(dbt.ref("int_release_panel")), read(dbt.ref("int_release_comparisons"))
    return write(session, estimate_effects(panel, releases))

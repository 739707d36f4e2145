"""From loads of live contacts, as the models tell them, to required agents."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cs_productivity.staffing.live import LiveRequirement, required_erlang_a, required_erlang_c

LIVE_KEYS = ["channel", "volume_milli", "service_us"]


def plan_live(loads: pd.DataFrame) -> pd.DataFrame:
    """Return the agents that each load of live contacts needs, by Erlang C and where patience is known by Erlang A.

    Args:
        loads: a row per load: channel, volume_milli (thousandths of an inquiry in the interval), service_us
            (microseconds of handling), target_share (0 to 1), target_seconds, patience_seconds (null where it is not
            known), max_occupancy (0 to 1) and interval_minutes.

    Returns:
        A row per load and staffing_model: the keys, required_agents (null where there is no number), service_level,
        wait_seconds (on average, null where the queue grows without end), abandonment, occupancy, status and
        status_reason.

    Raises:
        ValueError: a number is out of range.
    """
    patient = loads[loads["patience_seconds"].notna()]
    asked = [("erlang_c", loads), ("erlang_a", patient)]
    return pd.concat([_live_rows(model, rows) for model, rows in asked], ignore_index=True)


def _live_rows(model: str, loads: pd.DataFrame) -> pd.DataFrame:
    given = {name: loads[name].to_numpy(float) for name in loads.columns if name != "channel"}
    arguments = (given["volume_milli"] / 1000, given["interval_minutes"] * 60, given["service_us"] / 1e6)
    targets = {
        "target_service_level": given["target_share"],
        "target_seconds": given["target_seconds"],
        "occupancy_cap": given["max_occupancy"],
    }
    found: LiveRequirement
    if model == "erlang_a":
        found = required_erlang_a(*arguments, patience_seconds=given["patience_seconds"], **targets)
    else:
        found = required_erlang_c(*arguments, **targets)
    reached = found.performance
    return loads[LIVE_KEYS].assign(
        staffing_model=model,
        required_agents=pd.array(found.agents, dtype="Float64").astype("Int64"),
        service_level=reached.service_level,
        wait_seconds=np.where(
            np.isfinite(reached.average_wait_seconds), reached.average_wait_seconds, np.nan
        ),
        abandonment=reached.abandonment,
        occupancy=reached.occupancy,
        status=found.status.astype(str),
        status_reason=found.status_reason.astype(str),
    )

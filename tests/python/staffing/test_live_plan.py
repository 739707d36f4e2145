"""From loads of live contacts to rows of required agents."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cs_productivity.staffing.live_plan import plan_live


def loads(**changes: object) -> pd.DataFrame:
    """100 calls of 180 s in half an hour, 80 % of them to be answered in 20 s."""
    row = {
        "channel": "phone",
        "volume_milli": 100_000,
        "service_us": 180_000_000,
        "target_share": 0.8,
        "target_seconds": 20,
        "patience_seconds": None,
        "max_occupancy": 0.85,
        "interval_minutes": 30,
    }
    return pd.DataFrame([row | changes])


def test_a_load_is_planned_as_the_published_figures_say() -> None:
    found = plan_live(loads()).iloc[0]
    assert (found["staffing_model"], found["required_agents"], found["status"]) == ("erlang_c", 14, "ok")
    assert abs(found["service_level"] - 0.88835002) < 1e-7
    assert abs(found["occupancy"] - 0.7142857) < 1e-6


def test_patience_adds_a_row_with_people_who_give_up() -> None:
    both = pd.concat([loads(), loads(channel="chat", patience_seconds=120)])
    found = plan_live(both).set_index(["channel", "staffing_model"])
    assert sorted(found.index) == [("chat", "erlang_a"), ("chat", "erlang_c"), ("phone", "erlang_c")]
    patient = found.loc[("chat", "erlang_a")]
    assert patient["required_agents"] <= 14
    assert patient["abandonment"] > 0
    assert found.loc[("chat", "erlang_c"), "abandonment"] == 0


def test_a_target_that_nobody_can_reach_has_a_sentence_and_no_number() -> None:
    found = plan_live(loads(target_share=1.0)).iloc[0]
    assert found["status"] == "infeasible"
    assert pd.isna(found["required_agents"])
    assert found["status_reason"].endswith(".")


def test_without_loads_there_are_no_rows_but_all_columns() -> None:
    found = plan_live(loads().head(0))
    assert len(found) == 0
    assert {"required_agents", "status", "service_level"} <= set(found.columns)


def test_a_load_of_a_single_short_call_needs_one_agent() -> None:
    found = plan_live(loads(volume_milli=1, service_us=1_000_000)).iloc[0]
    assert found["required_agents"] == 1
    assert np.isclose(found["service_level"], 1)

"""Agents who are compared for a part of the time only, since another release reached them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from made_frames import panel_of, releases_of
from made_releases import NEVER, roll_out

from cs_productivity.effects import estimate_effects

EFFECT = -0.1


@pytest.fixture
def panel() -> pd.DataFrame:
    """Twenty agents with the release and twenty without, of whom half drop out when times get hard for everyone."""
    adopted, blocks = roll_out({0: 20, NEVER: 20}), np.arange(-6.0, 6.0)
    made = panel_of("spring", adopted, blocks, {"effort_per_ticket": EFFECT}, seed=2, noise=0.001)
    drops_out = made["agent_key"].isin([f"agent {number}" for number in range(30, 40)])
    hard = made["block_index"] >= 1
    for column in ("log_sum", "capped_log_sum"):
        made.loc[hard, column] += made["weight"] * 0.3
    made["end_block"] = np.where(drops_out, 1, 99)
    return made[~(drops_out & hard)]


def test_drop_outs_are_compared_block_by_block(panel: pd.DataFrame) -> None:
    found = estimate_effects(panel, releases_of("spring"))
    row = found[found["metric"] == "effort_per_ticket"].iloc[0]
    assert row["method"] == "group-time difference in differences"
    assert row["effect_pct"] == pytest.approx(np.expm1(EFFECT), abs=0.002)
    assert (row["n_agents_treated"], row["n_agents_control"]) == (20, 20)
    assert row["verdict"] == "improved"


def test_taken_for_absent_drop_outs_would_bend_the_effect(panel: pd.DataFrame) -> None:
    found = estimate_effects(panel.assign(end_block=99), releases_of("spring"))
    row = found[found["metric"] == "effort_per_ticket"].iloc[0]
    assert abs(row["effect_pct"] - np.expm1(EFFECT)) > 0.05

"""Panels as the models make them: data frames of made-up releases with effects as wished."""

from __future__ import annotations

import numpy as np
import pandas as pd
from made_releases import Floats

from cs_productivity.effects import METRICS

RATE = 0.2
SECONDS = 300.0


def panel_of(
    release: str,
    adopted: Floats,
    blocks: Floats,
    effects: dict[str, float] | None = None,
    *,
    seed: int = 1,
    trend: float = 0.0,
    noise: float = 0.04,
    metrics: tuple[str, ...] = tuple(METRICS),
) -> pd.DataFrame:
    """Return a panel of one release.

    Args:
        release: its id.
        adopted: first block with the release, infinity for controls, shape (agents,).
        blocks: index of each block.
        effects: by metric, on log seconds or on the rate.
        seed: of the random numbers.
        trend: of treated agents per block, on log seconds.
        noise: standard deviation of an agent's block, on log seconds; of a rate it is a fifth of that.
        metrics: to be in the panel.
    """
    random = np.random.default_rng(seed)
    agent, block = (grid.ravel() for grid in np.meshgrid(np.arange(adopted.size), blocks, indexing="ij"))
    dates = adopted[agent]
    frames = []
    for name in metrics:
        weight = random.poisson(40, agent.size) + 1.0
        moved = np.where(block >= dates, (effects or {}).get(name, 0.0), 0.0)
        moved += np.where(np.isfinite(dates), trend * block, 0.0)
        drawn = random.normal(0, noise, agent.size)
        if METRICS[name].has_log:
            logs = weight * (moved + drawn)
            numerator = weight * SECONDS * np.exp(moved + drawn)
            deviation = numerator - weight * SECONDS
        else:
            logs = np.full(agent.size, np.nan)
            numerator = weight * (RATE + moved + drawn / 5)
            deviation = numerator - weight * RATE
        frames.append(
            pd.DataFrame(
                {
                    "release_id": release,
                    "metric": name,
                    "agent_key": [f"agent {number}" for number in agent],
                    "block_index": block.astype(int),
                    "end_block": 99,
                    "adopted_block": pd.array(np.where(np.isinf(dates), np.nan, dates), dtype="Float64"),
                    "weight": weight,
                    "log_sum": logs,
                    "deviation_sum": deviation,
                    "capped_log_sum": logs * 0.9,
                    "capped_deviation_sum": deviation * 0.9,
                    "numerator_sum": numerator,
                }
            )
        )
    panel = pd.concat(frames, ignore_index=True)
    return panel.astype({"adopted_block": "Int64"})


def releases_of(*ids: str, **facts: object) -> pd.DataFrame:
    """Return the frame of releases: rolled out, with nothing in the way unless told."""
    plain = {"has_rollout": True, "immature_block_count": 0, "overlapping_release_id": None}
    return pd.DataFrame({"release_id": list(ids), **plain, **facts})

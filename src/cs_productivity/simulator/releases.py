"""The releases of the sample world, and what each of them truly changes."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from cs_productivity.simulator.effort import TOOL_RELEASE_SHARE, TOOL_ROLLOUT
from cs_productivity.simulator.inflow import PRODUCT_RELEASE_SHARE
from cs_productivity.simulator.schema import collect, table, times
from cs_productivity.simulator.world import (
    BACK_OFFICE,
    PRODUCT_INFLOW_FACTOR,
    TEAMS,
    TEXT,
    TOOL_EFFORT_FACTOR,
    World,
)


@dataclass(frozen=True)
class Release:
    """A release of the sample world and when each team got it (None: everyone), as shares of the period."""

    release_id: str
    name: str
    kind: str
    hypothesis: str
    released: float
    rollout: dict[int | None, float]


RELEASES = (
    Release(
        "rel_01",
        "answer templates",
        "tool",
        "less typing, so less effort per ticket",
        TOOL_RELEASE_SHARE,
        TOOL_ROLLOUT,
    ),
    Release(
        "rel_02",
        "new colours",
        "tool",
        "less searching on the screen, so less effort per ticket",
        0.42,
        {TEXT: 0.43, BACK_OFFICE: 0.54},
    ),
    Release(
        "rel_03",
        "log-in by link",
        "product",
        "fewer inquiries about logging in",
        PRODUCT_RELEASE_SHARE,
        {None: PRODUCT_RELEASE_SHARE},
    ),
)


# a release without an effect is a placebo
TRUE_EFFECTS: dict[str, dict[str, float]] = {
    "rel_01": {"effort": TOOL_EFFORT_FACTOR},
    "rel_02": {},
    "rel_03": {"login": PRODUCT_INFLOW_FACTOR},
}


def release_tables(world: World) -> dict[str, pa.Table]:
    """`releases` and `release_rollouts`: one with an effect on effort, one on inflow, one placebo."""
    released = world.to_us([world.at_share(release.released) for release in RELEASES])
    rollouts = sorted(
        (world.at_share(share), release.release_id, None if team is None else TEAMS[team].name)
        for release in RELEASES
        for team, share in release.rollout.items()
    )
    enabled = world.to_us([row[0] for row in rollouts])
    fields = {
        field: [getattr(release, field) for release in RELEASES]
        for field in ("release_id", "name", "kind", "hypothesis")
    }
    return {
        "releases": table(
            "releases", **fields, released_at=times(released), loaded_at=times(collect(released))
        ),
        "release_rollouts": table(
            "release_rollouts",
            release_id=[row[1] for row in rollouts],
            team=[row[2] for row in rollouts],
            enabled_at=times(enabled),
            loaded_at=times(collect(enabled)),
        ),
    }

"""What a release changed, by one plain regression that the truth and every estimate go through alike."""

from __future__ import annotations

import numpy as np
import pandas as pd

SHORTEST_SECONDS = 1.0
# compared are tickets of one reason and channel, one agent, one team and one week
ADJUSTED_FOR = ("stratum", "agent_key", "team", "week")


def prepare(tickets: pd.DataFrame) -> pd.DataFrame:
    """Keep the tickets that one agent worked on, with their `stratum` (reason and channel) and `week` of creation.

    What several agents worked on took longer, and was begun by one team and ended by another one, of which only one may
    have had the release: that would be taken for its effect.
    """
    alone = tickets[tickets["true_agent_count"] == 1]
    return alone.assign(
        stratum=alone["contact_reason"].astype(str) + " / " + alone["channel"].astype(str),
        week=alone["created_at"].dt.to_period("W").astype(str),
        agent_key=alone["agent_key"].fillna("nobody"),
        team=alone["team"].fillna("nobody"),
    )


def effect_of(tickets: pd.DataFrame, effort: str) -> dict[str, float]:
    """Estimate what the release did to the effort of the tickets handled under it.

    Args:
        tickets: as `prepare` returns them, with `is_under_tool_release`.
        effort: the column of seconds to look at.

    Returns:
        `log` is the change of a typical ticket (from the mean of the logarithm of at least a second), `mean` that of
        the average, both as a share: −0.08 is 8 % less.
    """
    is_treated = tickets["is_under_tool_release"].to_numpy(dtype=float)
    columns = [np.ones(len(tickets)), is_treated]
    for name in ADJUSTED_FOR:
        codes, values = pd.factorize(tickets[name])
        columns += [(codes == code).astype(float) for code in range(1, len(values))]
    design = np.column_stack(columns)
    seconds = tickets[effort].to_numpy(dtype=float)
    logs = np.log(np.maximum(seconds, SHORTEST_SECONDS))
    (on_log, on_mean) = np.linalg.lstsq(design, np.column_stack([logs, seconds]), rcond=None)[0][1]
    without = float(np.mean(seconds - on_mean * is_treated))
    return {"log": float(np.expm1(on_log)), "mean": float(on_mean / without)}


def effects(tickets: pd.DataFrame, estimates: list[str]) -> dict[str, dict[str, float]] | None:
    """Return the effect on the truth and as each estimate sees it; None where none can be estimated.

    Args:
        tickets: as `compare.read_tickets` returns them, with the estimates in seconds beside.
        estimates: names of their columns.

    Returns:
        By column, `truth` first; beside `log` and `mean` the differences from the truth in percentage points.
    """
    prepared = prepare(tickets)
    if prepared["is_under_tool_release"].nunique() < 2:
        return None
    found = {name: effect_of(prepared, name) for name in ("truth", *estimates)}
    for of_estimate in found.values():
        for scale in ("log", "mean"):
            of_estimate[f"{scale}_points"] = 100 * (of_estimate[scale] - found["truth"][scale])
    return found

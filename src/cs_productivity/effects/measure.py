"""One release and metric: the estimator that fits its roll-out, its robustness, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cs_productivity.effects.agent_changes import agent_changes
from cs_productivity.effects.before_release import compared, placebo, pretrend
from cs_productivity.effects.estimates import NOT_ESTIMABLE, Estimate, Flags
from cs_productivity.effects.group_time import cells_of, group_time_difference
from cs_productivity.effects.metrics import Metric
from cs_productivity.effects.panels import AgentBlocks
from cs_productivity.effects.permutation import permuted_group_time
from cs_productivity.effects.roll_out import Sides, obstacle_of, sides_of

COMMON_DATE = "difference in differences"
STAGGERED = "group-time difference in differences"
PERMUTATION = "permutation"
NO_METHOD = "none"


@dataclass(frozen=True)
class Measured:
    """What the panel says of a release and metric.

    `by_ticket`: effect per ticket in the metric's unit, agents by their tickets. `primary`: what the verdict goes by,
    on the log scale with agents alike where there is one, else `by_ticket`. `share`: the same as a share of what it was
    before; `placebo_share` and `capped_share` likewise. `smallest_p`: the smallest p-value that is possible.
    `obstacle`: why there is no estimate, or None.
    """

    method: str
    is_staggered: bool
    treated_agents: int
    control_agents: int
    blocks_before: int
    tickets: float
    smallest_p: float
    baseline: float
    by_ticket: Estimate
    primary: Estimate
    share: Estimate
    pretrend_p: float
    placebo_share: float
    placebo_p: float
    capped_share: float
    obstacle: str | None


def measure(panel: AgentBlocks, metric: Metric) -> Measured:
    """Return what the panel of one release and metric says.

    Agents are treated from their first whole block with the release. One date for all of them: their mean changes are
    compared. Several, or agents who drop out at different times: group-time effects. Fewer than ten agents on a side:
    the same figure, with a permutation test.

    Args:
        panel: may have no agents or blocks at all.
        metric: how it is measured.
    """
    sides = sides_of(panel)
    obstacle = obstacle_of(panel, sides)
    baseline = _baseline(panel, sides.is_treated)
    common = {
        "is_staggered": sides.is_staggered,
        "treated_agents": int(sides.is_treated.sum()),
        "control_agents": int(sides.is_control.sum()),
        "blocks_before": int(panel.is_before.sum()),
        "tickets": float(panel.weight[sides.is_treated | sides.is_control].sum()),
        "smallest_p": sides.smallest_p,
        "baseline": baseline,
        "obstacle": obstacle,
    }
    if obstacle is not None:
        nothing = dict.fromkeys(("by_ticket", "primary", "share"), NOT_ESTIMABLE)
        unknown = dict.fromkeys(("pretrend_p", "placebo_share", "placebo_p", "capped_share"), np.nan)
        return Measured(method=NO_METHOD, **common, **nothing, **unknown)

    by_ticket = _effect(panel, sides, "deviation_sum", by_ticket=True)
    primary = _effect(panel, sides, "log_sum", by_ticket=False) if metric.has_log else by_ticket
    method = STAGGERED if sides.is_staggered else COMMON_DATE
    return Measured(
        method=PERMUTATION if sides.is_permuted else method,
        by_ticket=by_ticket,
        primary=primary,
        share=_as_share(primary, metric, baseline),
        **common,
        **_robustness(panel, sides, metric, baseline),
    )


def _effect(panel: AgentBlocks, sides: Sides, column: str, *, by_ticket: bool) -> Estimate:
    """Return the effect by the estimator that fits the roll-out."""
    total = panel.sums[column]
    if not sides.is_staggered:
        is_after = panel.blocks >= panel.first_adoption
        changes = agent_changes(panel.weight, total, is_after, panel.is_treated)
        return compared(changes, by_ticket=by_ticket)
    rows = sides.is_treated | sides.is_control
    cells = cells_of(panel.blocks, panel.weight[rows], total[rows], by_ticket=by_ticket)
    estimator = permuted_group_time if sides.is_permuted else group_time_difference
    return estimator(cells, panel.adopted[rows])


def _robustness(panel: AgentBlocks, sides: Sides, metric: Metric, baseline: float) -> dict[str, float]:
    before, by_ticket = panel.is_before, not metric.has_log
    column = "log_sum" if metric.has_log else "deviation_sum"
    early = (panel.blocks[before], panel.weight[:, before], panel.sums[column][:, before])
    # who gets the release later is compared with who never does; without those, with the last to get it
    groups = panel.is_treated
    if groups.all():
        groups = panel.adopted < panel.adopted.max()
    pretended = placebo(*early, groups, by_ticket=by_ticket)
    capped = _effect(panel, sides, f"capped_{column}", by_ticket=by_ticket)
    return {
        "pretrend_p": pretrend(*early, groups).p_value,
        "placebo_share": _as_share(pretended, metric, baseline).effect,
        "placebo_p": pretended.p_value,
        "capped_share": _as_share(capped, metric, baseline).effect,
    }


def _baseline(panel: AgentBlocks, is_treated: Flags) -> float:
    """Treated agents' numerator ÷ weight before each of them got the release; NaN where they had no work."""
    is_before = (panel.blocks < panel.adopted[:, None]) & is_treated[:, None]
    tickets = float(panel.weight[is_before].sum())
    return float(panel.sums["numerator_sum"][is_before].sum()) / tickets if tickets > 0 else np.nan


def _as_share(estimate: Estimate, metric: Metric, baseline: float) -> Estimate:
    """Turn an effect on the primary scale into a share of what it was before."""
    values = np.array([estimate.effect, estimate.low, estimate.high])
    if metric.has_log:
        with np.errstate(over="ignore"):
            effect, low, high = np.expm1(values)
    elif baseline > 0:
        effect, low, high = values / baseline
    else:
        return NOT_ESTIMABLE
    return Estimate(float(effect), float(low), float(high), estimate.p_value)

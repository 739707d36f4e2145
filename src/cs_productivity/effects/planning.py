"""Before a release: the smallest effect that so many agents and weeks can show, from a team's own variances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import brentq, nnls
from scipy.special import chdtri, ndtr, stdtrit

from cs_productivity.effects.checks import checked_panel
from cs_productivity.effects.estimates import ALPHA
from cs_productivity.effects.metrics import METRICS
from cs_productivity.effects.panels import agent_blocks
from cs_productivity.given_numbers import Floats, numbers, one_number

# of weighting by what the round before has found; more change the third digit
_ROUNDS = 4


@dataclass(frozen=True)
class Variances:
    """Variances on the log scale.

    `within`: of one ticket around its agent's mean of the week. `agent_week`: of an agent's week, gone the next week.
    `walk`: of the step that an agent's mean takes from week to week and keeps. NaN where they cannot be told.
    """

    within: float
    agent_week: float
    walk: float


@dataclass(frozen=True)
class SmallestEffect:
    """Smallest drop that a test shows with the wished power.

    `log`: below 0, on the log scale. `share`: exp(log) - 1, as `effect_pct` of the results. `change_variance`: of one
    agent's change. All of the shape of the weeks.
    """

    log: Floats
    share: Floats
    change_variance: Floats


def smallest_effect(
    treated_agents: int,
    control_agents: int,
    tickets_per_week: float,
    variances: Variances,
    weeks_before: Any,
    weeks_after: Any,
    *,
    alpha: float = ALPHA,
    power: float = 0.8,
) -> SmallestEffect:
    """Return the smallest effect on log effort that agents' mean changes show, with one common date of adoption.

    The change of an agent with m weeks before and k after has the variance
    (agent_week + within ÷ tickets) (1 ÷ m + 1 ÷ k) + walk ((m - 1)(2m - 1) ÷ 6m + 1 + (k - 1)(2k - 1) ÷ 6k): the step
    from week j to j + 1 before the date moves the mean before by (m - j) ÷ m and all that follows by 1, so it counts
    (j ÷ m)²; after the date likewise. The effect is where the two-sided Welch test has the power, by the noncentral t
    distribution (J. Cohen 1988). More weeks help until the walk outgrows what they add. With fewer than ten agents in
    a group the result is a little too good: permutation tests decide.

    Args:
        treated_agents: at least 2.
        control_agents: at least 2.
        tickets_per_week: of one agent, above 0.
        variances: see `variances_of`.
        weeks_before: whole numbers from 1, any shape; both weeks broadcast.
        weeks_after: whole numbers from 1.
        alpha: level of the two-sided test, between 0 and 1.
        power: chance to see the effect, above alpha, below 1.

    Raises:
        ValueError: a number is out of range.
    """
    treated = one_number("treated_agents", treated_agents, 2, 1e6, is_whole=True)
    controls = one_number("control_agents", control_agents, 2, 1e6, is_whole=True)
    tickets = one_number("tickets_per_week", tickets_per_week, 0, 1e9, may_be_least=False)
    level = one_number("alpha", alpha, 1e-9, 0.5)
    wished = one_number("power", power, level, 1 - 1e-9, may_be_least=False)
    before = numbers("weeks_before", weeks_before, 1, 1000, is_whole=True, may_be_unknown=False)
    after = numbers("weeks_after", weeks_after, 1, 1000, is_whole=True, may_be_unknown=False)
    within = one_number("variances.within", variances.within)
    agent_week = one_number("variances.agent_week", variances.agent_week)
    walk = one_number("variances.walk", variances.walk)

    steps = 1 + (before - 1) * (2 * before - 1) / (6 * before) + (after - 1) * (2 * after - 1) / (6 * after)
    change = (agent_week + within / tickets) * (1 / before + 1 / after) + walk * steps
    errors = _errors_to_see(treated, controls, level, wished)
    drop = -errors * np.sqrt(change * (1 / treated + 1 / controls))
    return SmallestEffect(drop, np.expm1(drop), change)


def _errors_to_see(treated: float, controls: float, level: float, power: float) -> float:
    """Effect ÷ standard error at which the test has the power; both groups' changes vary alike."""
    # Satterthwaite's degrees of freedom where both variances are known to be the same
    parts = np.array([1 / treated, 1 / controls])
    degrees = float(parts.sum() ** 2 / np.sum(parts**2 / (np.array([treated, controls]) - 1)))
    # the noncentral t distribution as a mean over the estimated error ÷ the true one: stable where its series is not
    nodes, weights = np.polynomial.legendre.leggauss(400)
    bounds = stdtrit(degrees, 1 - level / 2) * np.sqrt(chdtri(degrees, (1 - nodes) / 2) / degrees)

    def missing(errors: float) -> float:
        return float(weights / 2 @ (ndtr(errors - bounds) + ndtr(-errors - bounds))) - power

    return float(brentq(missing, 0.0, 10 * bounds.max()))


def variances_of(weight: Floats, total: Floats, blocks: Floats, group: Any) -> Variances:
    """Return the variance components of agents' weekly means, from time in which no group's release changed.

    The squared difference of an agent's means k weeks apart, with each group's weekly mean taken out, is on average
    2 agent_week + within (1 ÷ tickets + 1 ÷ tickets) + walk × k. The three are fitted to all pairs of weeks by
    weighted least squares, none below 0. Where all agents have about as many tickets each week, `within` and
    `agent_week` are hard to tell apart, but agent_week + within ÷ tickets, which plans need, is not.

    Args:
        weight: tickets, shape (agents, blocks); 0 where an agent has none.
        total: sums of log effort, same shape.
        blocks: index of each block, shape (blocks,).
        group: label per agent, shape (agents,); agents of one group share the weeks' ups and downs.

    Returns:
        NaN where fewer than three agents of a group have two weeks.
    """
    works = weight > 0
    mean = np.divide(total, weight, out=np.full(weight.shape, np.nan), where=works)
    labels = np.asarray(group)
    squares, designs = [], []
    for first in range(blocks.size):
        for second in range(first + 1, blocks.size):
            for label in np.unique(labels):
                rows = works[:, first] & works[:, second] & (labels == label)
                if rows.sum() < 3:
                    continue
                difference = mean[rows, second] - mean[rows, first]
                # taking the mean out takes one of n degrees of freedom
                square = (difference - difference.mean()) ** 2 * rows.sum() / (rows.sum() - 1)
                noise = 1 / weight[rows, first] + 1 / weight[rows, second]
                squares.append(square)
                ones = np.ones_like(noise)
                designs.append(np.stack([noise, 2 * ones, (blocks[second] - blocks[first]) * ones], axis=1))
    if not squares:
        return Variances(np.nan, np.nan, np.nan)
    design, square = np.concatenate(designs), np.concatenate(squares)
    expected = np.full(square.size, max(float(square.mean()), 1e-300))
    for _ in range(_ROUNDS):
        # a squared normal number varies as much as it is large
        found, _ = nnls(design / expected[:, None], square / expected)
        expected = np.maximum(design @ found, 1e-3 * expected.mean())
    return Variances(*(float(value) for value in found))


def variance_of(panel: pd.DataFrame, metric: str = "effort_per_ticket") -> pd.DataFrame:
    """Return what `smallest_effect` needs to know of a team, from the blocks before each release of a panel.

    Args:
        panel: see `estimate_effects`.
        metric: one with a log scale.

    Returns:
        A row per release_id: within, agent_week and walk (see `Variances`), tickets_per_week (mean over agents' weeks
        with work), n_agents and n_blocks before the release.

    Raises:
        ValueError: the panel cannot be read, or the metric has no log scale.
    """
    if metric not in METRICS or not METRICS[metric].has_log:
        names = ", ".join(name for name, kind in METRICS.items() if kind.has_log)
        raise ValueError(f"metric is {metric!r}: it must be one of {names}.")
    rows = checked_panel(panel)
    found = []
    for release, of_release in rows[rows["metric"] == metric].groupby("release_id", sort=False):
        cells = agent_blocks(of_release)
        before = cells.is_before
        weight, total = cells.weight[:, before], cells.sums["log_sum"][:, before]
        variances = variances_of(weight, total, cells.blocks[before], cells.is_treated)
        found.append(
            {
                "release_id": release,
                "within": variances.within,
                "agent_week": variances.agent_week,
                "walk": variances.walk,
                "tickets_per_week": float(weight[weight > 0].mean()) if (weight > 0).any() else np.nan,
                "n_agents": int((weight > 0).any(axis=1).sum()),
                "n_blocks": int(before.sum()),
            }
        )
    columns = ["release_id", "within", "agent_week", "walk", "tickets_per_week", "n_agents", "n_blocks"]
    return pd.DataFrame(found, columns=columns)

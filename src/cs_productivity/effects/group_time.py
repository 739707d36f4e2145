"""Adoption at several dates: group-time effects with agents who do not have the release yet as controls.

B. Callaway and P. Sant'Anna, "Difference-in-Differences with multiple time periods", Journal of Econometrics 225
(2021). Two-way fixed effects would also hold late adopters against early ones, who go on changing: growing effects
then come out too small or with the wrong sign (A. Goodman-Bacon, same issue).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cs_productivity.effects.estimates import NOT_ESTIMABLE, Estimate, Flags, Floats, by_t


@dataclass(frozen=True)
class Cells:
    """What is needed to aggregate for any assignment of dates to agents, see `cells_of`."""

    blocks: Floats
    weight: Floats
    mean: Floats
    by_ticket: bool


def cells_of(blocks: Floats, weight: Floats, total: Floats, *, by_ticket: bool) -> Cells:
    """Return the panel as the functions of this file take it.

    Args:
        blocks: index of each block, shape (blocks,).
        weight: tickets (or replies), shape (agents, blocks); 0 where an agent has none.
        total: sums of the metric, same shape.
        by_ticket: False: a treated agent counts as much as the blocks it worked in with the release, and controls of
            a block count alike. True: both count as much as their tickets.
    """
    mean = np.divide(total, weight, out=np.zeros_like(weight), where=weight > 0)
    return Cells(blocks, weight, mean, by_ticket)


def effects_of(cells: Cells, adopted: Floats, is_present: Flags | None = None) -> Floats:
    """Return the mean of ATT(g, t) over treated agents and their blocks, for many assignments of dates at once.

    This is the paper's simple aggregation. ATT(g, t) = change of the agents who adopted in block g from their mean
    before g to block t, less the same change of agents who have not adopted by t. The base is all blocks before g, not
    g - 1 alone: the noise of one block would go into every effect. A block without controls is left out. Within an
    agent blocks count by tickets.

    Args:
        cells: see `cells_of`.
        adopted: first block with the release, infinity for never, shape (assignments, agents).
        is_present: agents to be used, same shape; None: all.

    Returns:
        Shape (assignments,); NaN where no block has both treated agents and controls.
    """
    present = np.ones(adopted.shape) if is_present is None else is_present.astype(np.float64)
    dates = np.unique(adopted[np.isfinite(adopted)])
    numerator, denominator = np.zeros(len(adopted)), np.zeros(len(adopted))
    for date in dates:
        is_before = cells.blocks < date
        columns = np.flatnonzero(~is_before)
        before = cells.weight[:, is_before]
        base_weight = before.sum(axis=1)
        base = (before * cells.mean[:, is_before]).sum(axis=1) / np.where(base_weight > 0, base_weight, 1.0)
        tickets = np.where(base_weight[:, None] > 0, cells.weight[:, columns], 0.0)
        change = np.where(tickets > 0, cells.mean[:, columns] - base[:, None], 0.0)

        control, has_control = _control_change(cells, adopted, present, dates, columns, tickets, change)
        share = (adopted == date) * present
        if not cells.by_ticket:
            own = has_control @ tickets.T
            worked = has_control @ (tickets > 0).T
            share = np.divide(share * worked, own, out=np.zeros_like(own), where=own > 0)
        treated_weight = share @ tickets
        numerator += (has_control * (share @ (tickets * change) - treated_weight * control)).sum(axis=1)
        denominator += (has_control * treated_weight).sum(axis=1)
    return np.divide(numerator, denominator, out=np.full(len(adopted), np.nan), where=denominator > 0)


def _control_change(
    cells: Cells,
    adopted: Floats,
    present: Floats,
    dates: Floats,
    columns: NDArray[np.intp],
    tickets: Floats,
    change: Floats,
) -> tuple[Floats, Floats]:
    """Mean change of agents who have not adopted by each block, and 1.0 where there are any; (assignments, columns)."""
    control_weight = tickets if cells.by_ticket else (tickets > 0).astype(np.float64)
    weighted = control_weight * change
    sums, weights = np.zeros((2, len(adopted), columns.size))
    # between two dates the controls are the same agents
    steps = np.searchsorted(dates, cells.blocks[columns], side="right")
    for step in np.unique(steps):
        here = steps == step
        not_yet = (adopted > dates[step - 1]) * present
        sums[:, here] = not_yet @ weighted[:, here]
        weights[:, here] = not_yet @ control_weight[:, here]
    has_control = weights > 0
    return np.divide(sums, weights, out=np.zeros_like(sums), where=has_control), has_control * 1.0


@dataclass(frozen=True)
class Roles:
    """Which agents count as treated and which stand in as controls at some time, shape (agents,) each.

    `after_weight`: what a treated agent counts for: its tickets, or its blocks, with the release and with controls.
    """

    is_treated: Flags
    is_control: Flags
    after_weight: Floats


def roles_of(cells: Cells, adopted: Floats) -> Roles:
    """Return who takes part in `effects_of` for one assignment, shape (agents,)."""
    is_treated, is_control = np.zeros((2, adopted.size), dtype=np.bool_)
    after_weight = np.zeros(adopted.size)
    for date in np.unique(adopted[np.isfinite(adopted)]):
        has_base = (cells.weight[:, cells.blocks < date] > 0).any(axis=1)
        after = cells.blocks >= date
        works = (cells.weight[:, after] > 0) & has_base[:, None]
        treats = works & (adopted == date)[:, None]
        controls = works & (adopted[:, None] > cells.blocks[after])
        is_cell = treats.any(axis=0) & controls.any(axis=0)
        is_treated |= treats[:, is_cell].any(axis=1)
        is_control |= controls[:, is_cell].any(axis=1)
        counted = cells.weight[:, after] if cells.by_ticket else 1.0
        after_weight += np.where(treats, counted, 0.0)[:, is_cell].sum(axis=1)
    return Roles(is_treated, is_control, after_weight)


def group_time_difference(cells: Cells, adopted: Floats) -> Estimate:
    """Return the aggregated group-time effect with a jackknife over agents.

    J. Tukey's jackknife, an agent with all its blocks at a time, so that the agent is the cluster. An agent's
    departure changes the mean over treated agents also where effects differ by time since adoption; that part is no
    uncertainty of this mean, so a straight line in exposure is taken out of treated agents' departures first (the
    auxiliary model of K. Borusyak, X. Jaravel and J. Spiess, Review of Economic Studies 91, 2024: what it misses makes
    the interval wider). Degrees of freedom as Satterthwaite's of the two groups, by their effective numbers of agents.

    Args:
        cells: see `cells_of`.
        adopted: first block with the release, infinity for never, shape (agents,).
    """
    roles = roles_of(cells, adopted)
    is_used = roles.is_treated | roles.is_control
    rows = np.flatnonzero(is_used)
    kept = Cells(cells.blocks, cells.weight[rows], cells.mean[rows], cells.by_ticket)
    dates = adopted[rows]
    is_present = np.vstack([np.ones(rows.size, dtype=np.bool_), ~np.eye(rows.size, dtype=np.bool_)])
    effects = effects_of(kept, np.broadcast_to(dates, is_present.shape), is_present)
    departures = effects[0] - effects[1:]
    if rows.size < 3 or np.any(np.isnan(departures)):
        return NOT_ESTIMABLE

    is_treated = roles.is_treated[rows]
    of_control = kept.weight.sum(axis=1) if cells.by_ticket else 1.0
    share = np.where(is_treated, roles.after_weight[rows], of_control)
    exposure = _exposure(kept, dates)[is_treated]
    of_treated, treated_degrees = _of_treated(departures[is_treated], share[is_treated], exposure)
    of_others, other_degrees = _of_others(departures[~is_treated], share[~is_treated])
    variance = of_treated + of_others
    moments = of_treated**2 / treated_degrees + of_others**2 / other_degrees
    return by_t(float(effects[0]), variance, variance**2 / moments if moments > 0 else 1.0)


def _exposure(cells: Cells, adopted: Floats) -> Floats:
    """Mean number of blocks since adoption over an agent's tickets after it, shape (agents,); 0 for the others."""
    since = cells.blocks - adopted[:, None]
    tickets = np.where(since >= 0, cells.weight, 0.0)
    since = np.where(since >= 0, since, 0.0)
    return (tickets * since).sum(axis=1) / np.maximum(tickets.sum(axis=1), 1e-300)


def _of_treated(departures: Floats, tickets: Floats, exposure: Floats) -> tuple[float, float]:
    """HC2 variance from treated agents and its degrees of freedom, without what a line in exposure explains."""
    share = tickets / tickets.sum()
    residuals = departures * (1 - share) / share
    leverage = share
    degrees = 1 / float(np.sum(share**2)) - 1
    distance = exposure - share @ exposure
    spread = float(share @ distance**2)
    if spread > 1e-12 and degrees > 2:
        residuals = residuals - distance * float(share @ (distance * residuals)) / spread
        leverage = share + share * distance**2 / spread
        degrees -= 1
    return float(np.sum((share * residuals) ** 2 / np.maximum(1 - leverage, 0.01))), max(degrees, 1.0)


def _of_others(departures: Floats, tickets: Floats) -> tuple[float, float]:
    """HC2 variance from agents who are controls alone; leaving out a share p moves a mean by its part ÷ (1 - p)."""
    if departures.size < 2:
        return float(np.sum(departures**2)), 1.0
    share = tickets / tickets.sum()
    return float(departures**2 @ (1 - share)), 1 / float(np.sum(share**2)) - 1

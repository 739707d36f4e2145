"""Were treated agents on the way of the others before the release? Trends, and a date at which nothing happened."""

from __future__ import annotations

import numpy as np

from cs_productivity.effects.agent_changes import AgentChanges, agent_changes, difference_in_differences
from cs_productivity.effects.estimates import NOT_ESTIMABLE, Estimate, Flags, Floats, group_difference
from cs_productivity.effects.permutation import permuted_difference

# with fewer agents than this in a group, its variance says too little for a t test
FEWEST_FOR_T = 10


def is_for_permutation(is_treated: Flags) -> bool:
    """Return whether one of two groups of agents is too small for a t test."""
    return min(int(is_treated.sum()), int((~is_treated).sum())) < FEWEST_FOR_T


def compared(changes: AgentChanges, *, by_ticket: bool) -> Estimate:
    """Return the difference in differences, with few agents by permutation.

    Args:
        changes: see `agent_changes`.
        by_ticket: whether agents count by their tickets.
    """
    if changes.is_treated.all() or not changes.is_treated.any():
        return NOT_ESTIMABLE
    if is_for_permutation(changes.is_treated):
        return permuted_difference(changes, by_ticket=by_ticket)
    return difference_in_differences(changes, by_ticket=by_ticket)


def pretrend(blocks: Floats, weight: Floats, total: Floats, is_treated: Flags) -> Estimate:
    """Return the difference of treated agents' linear slopes per block from the others', before the release.

    An agent's slope is fitted by least squares with its blocks counting by tickets. Agents count by how far apart
    their blocks lie, Σ (block - mean)²: who worked in two neighbouring weeks alone has hardly a slope.

    Args:
        blocks: index of each block, all before the first adoption, shape (blocks,).
        weight: tickets (or replies), shape (agents, blocks).
        total: sums of the metric, same shape.
        is_treated: shape (agents,).

    Returns:
        NaN where a group has no agent with two blocks.
    """
    works = weight > 0
    rows = works.sum(axis=1) >= 2
    weight, total, works, is_treated = weight[rows], total[rows], works[rows], is_treated[rows]
    if is_treated.all() or not is_treated.any():
        return NOT_ESTIMABLE
    mean = np.divide(total, weight, out=np.zeros_like(weight), where=works)
    distance = blocks - (weight @ blocks / weight.sum(axis=1))[:, None]
    slope = (weight * distance * mean).sum(axis=1) / (weight * distance**2).sum(axis=1)
    middle = (works @ blocks / works.sum(axis=1))[:, None]
    reach = (works * (blocks - middle) ** 2).sum(axis=1)
    if is_for_permutation(is_treated):
        as_changes = AgentChanges(slope, reach, is_treated, rows)
        return permuted_difference(as_changes, by_ticket=True)
    return group_difference(slope, is_treated, reach)


def placebo(blocks: Floats, weight: Floats, total: Floats, is_treated: Flags, *, by_ticket: bool) -> Estimate:
    """Return the effect of a release that never was: in the middle of the blocks before the true one.

    Args:
        blocks: index of each block, all before the first adoption, shape (blocks,).
        weight: tickets (or replies), shape (agents, blocks).
        total: sums of the metric, same shape.
        is_treated: shape (agents,).
        by_ticket: whether agents count by their tickets.

    Returns:
        NaN with fewer than two blocks.
    """
    if blocks.size < 2:
        return NOT_ESTIMABLE
    is_after = np.arange(blocks.size) >= blocks.size // 2
    return compared(agent_changes(weight, total, is_after, is_treated), by_ticket=by_ticket)

"""One common date of adoption: each agent's mean before and after it, treated agents against the others.

Blocks of one agent are not independent, so each agent becomes one number (Bertrand, Duflo and Mullainathan 2004).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cs_productivity.effects.estimates import Estimate, Flags, Floats, group_difference


@dataclass(frozen=True)
class AgentChanges:
    """Per agent with work on both sides: `change` of the mean, `after_weight` (tickets after), `is_treated`.

    `is_used` says which of the panel's agents these are.
    """

    change: Floats
    after_weight: Floats
    is_treated: Flags
    is_used: Flags


def agent_changes(weight: Floats, total: Floats, is_after: Flags, is_treated: Flags) -> AgentChanges:
    """Return each agent's weighted mean after a date less that before.

    A block counts only if agents of both groups worked in it: one in which the treated switched has rows of controls
    alone.

    Args:
        weight: tickets (or replies), shape (agents, blocks); 0 where an agent has none.
        total: sums of the metric, same shape.
        is_after: whether a block lies after the date, shape (blocks,).
        is_treated: shape (agents,).
    """
    is_shared = (weight[is_treated] > 0).any(axis=0) & (weight[~is_treated] > 0).any(axis=0)
    after, before = is_after & is_shared, ~is_after & is_shared
    after_weight, before_weight = weight[:, after].sum(axis=1), weight[:, before].sum(axis=1)
    is_used = (after_weight > 0) & (before_weight > 0)
    change = (
        total[np.ix_(is_used, after)].sum(axis=1) / after_weight[is_used]
        - total[np.ix_(is_used, before)].sum(axis=1) / before_weight[is_used]
    )
    return AgentChanges(change, after_weight[is_used], is_treated[is_used], is_used)


def difference_in_differences(changes: AgentChanges, *, by_ticket: bool) -> Estimate:
    """Return the mean change of treated agents less that of the others.

    Args:
        changes: see `agent_changes`.
        by_ticket: False: agents count alike. True: an agent counts as much as its tickets after the date, so that
            effect × tickets is what the release saved.
    """
    weight = changes.after_weight if by_ticket else None
    return group_difference(changes.change, changes.is_treated, weight)

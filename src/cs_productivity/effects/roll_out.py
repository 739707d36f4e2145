"""Who is compared with whom in a roll-out, and what stands in the way of comparing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cs_productivity.effects.agent_changes import agent_changes
from cs_productivity.effects.before_release import FEWEST_FOR_T
from cs_productivity.effects.estimates import ALPHA, Flags
from cs_productivity.effects.group_time import cells_of, roles_of
from cs_productivity.effects.panels import AgentBlocks
from cs_productivity.effects.permutation import smallest_p_value

FEWEST_BLOCKS_BEFORE = 2

# what stands in the way of an estimate, in the order in which it is told
NOT_ROLLED_OUT = "not_rolled_out"
NOTHING_AFTER = "nothing_after"
TOO_SHORT_BEFORE = "too_short_before"
NO_CONTROLS = "no_controls"
TOO_FEW_AGENTS = "too_few_agents"


@dataclass(frozen=True)
class Sides:
    """Who takes part, flags over the panel's agents; with several dates one may be a control first and treated later.

    `is_staggered`: see AgentBlocks.is_by_block.

    `agents_per_date`: those who take part, as a permutation deals them, without the release being one of the dates.
    """

    is_treated: Flags
    is_control: Flags
    agents_per_date: tuple[int, ...]
    is_staggered: bool

    @property
    def is_permuted(self) -> bool:
        """Whether one side is too small for a t test."""
        return min(int(self.is_treated.sum()), int(self.is_control.sum())) < FEWEST_FOR_T

    @property
    def smallest_p(self) -> float:
        """The smallest p-value that is possible; 0 where no permutation decides."""
        return smallest_p_value(self.agents_per_date) if self.is_permuted else 0.0


def sides_of(panel: AgentBlocks) -> Sides:
    """Return who takes part: agents with work on both sides of a date at which there is somebody to compare with."""
    treated = panel.is_treated
    if not panel.is_by_block:
        changes = agent_changes(panel.weight, panel.weight, panel.blocks >= panel.first_adoption, treated)
        counts = (int((~changes.is_treated).sum()), int(changes.is_treated.sum()))
        return Sides(treated & changes.is_used, ~treated & changes.is_used, counts, False)
    cells = cells_of(panel.blocks, panel.weight, panel.weight, by_ticket=False)
    roles = roles_of(cells, panel.adopted)
    used = panel.adopted[roles.is_treated | roles.is_control]
    counts = tuple(np.unique(used, return_counts=True)[1].tolist())
    return Sides(roles.is_treated, roles.is_control, counts, True)


def obstacle_of(panel: AgentBlocks, sides: Sides) -> str | None:
    """Return what stands in the way of an estimate, or None."""
    if not panel.is_treated.any():
        return NOT_ROLLED_OUT
    has_release = panel.blocks >= panel.adopted[:, None]
    if not (has_release & (panel.weight > 0)).any():
        return NOTHING_AFTER
    if panel.is_before.sum() < FEWEST_BLOCKS_BEFORE:
        return TOO_SHORT_BEFORE
    if np.unique(panel.adopted).size == 1:
        return NO_CONTROLS
    if not sides.is_treated.any() or not sides.is_control.any() or sides.smallest_p >= ALPHA:
        return TOO_FEW_AGENTS
    return None

"""Did a release move handling time? Difference in differences over agents: pure functions on arrays and data frames.

Agents are taken as independent of each other. Where whole teams switch and each team has ups and downs of its own that
the reasons of tickets do not explain, intervals are too narrow: let agents of several teams switch at each date.

Only numpy, scipy and pandas are needed, so that these files can be shipped inside a Python model that runs elsewhere.
"""

from cs_productivity.effects.agent_changes import AgentChanges, agent_changes, difference_in_differences
from cs_productivity.effects.before_release import placebo, pretrend
from cs_productivity.effects.estimate import OUTPUT_COLUMNS, estimate_effects
from cs_productivity.effects.estimates import Estimate, group_difference
from cs_productivity.effects.families import holm
from cs_productivity.effects.group_time import Cells, cells_of, effects_of, group_time_difference
from cs_productivity.effects.measure import measure
from cs_productivity.effects.metrics import METRICS, Metric
from cs_productivity.effects.panels import AgentBlocks, agent_blocks
from cs_productivity.effects.permutation import permuted_difference, permuted_group_time, smallest_p_value
from cs_productivity.effects.planning import (
    SmallestEffect,
    Variances,
    smallest_effect,
    variance_of,
    variances_of,
)

__all__ = [
    "METRICS",
    "OUTPUT_COLUMNS",
    "AgentBlocks",
    "AgentChanges",
    "Cells",
    "Estimate",
    "Metric",
    "SmallestEffect",
    "Variances",
    "agent_blocks",
    "agent_changes",
    "cells_of",
    "difference_in_differences",
    "effects_of",
    "estimate_effects",
    "group_difference",
    "group_time_difference",
    "holm",
    "measure",
    "permuted_difference",
    "permuted_group_time",
    "placebo",
    "pretrend",
    "smallest_effect",
    "smallest_p_value",
    "variance_of",
    "variances_of",
]

"""One release and metric as arrays: agents down, blocks across."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_productivity.effects.estimates import Flags, Floats

SUMS = ["log_sum", "deviation_sum", "capped_log_sum", "capped_deviation_sum", "numerator_sum"]


@dataclass(frozen=True)
class AgentBlocks:
    """What agents did per block.

    `blocks`: index of each block, ascending, shape (blocks,). `adopted`: first whole block with the release, infinity
    for never or after the last block, shape (agents,). `ends`: first block that is not compared any more, at most the
    one after the last, same shape. `weight`: tickets (or replies), 0 where an agent has none, shape (agents, blocks).
    `sums`: by column name, same shape.
    """

    blocks: Floats
    adopted: Floats
    ends: Floats
    weight: Floats
    sums: dict[str, Floats]

    @property
    def is_treated(self) -> Flags:
        """Agents who get the release at any time, shape (agents,)."""
        return np.isfinite(self.adopted)

    @property
    def is_by_block(self) -> bool:
        """Whether blocks differ by who can be compared: several dates of adoption, or agents who drop out earlier."""
        return np.unique(self.adopted[self.is_treated]).size > 1 or np.unique(self.ends).size > 1

    @property
    def first_adoption(self) -> float:
        """First block with the release of any agent; infinity if there is none."""
        return float(self.adopted.min(initial=np.inf))

    @property
    def is_before(self) -> Flags:
        """Blocks in which nobody has the release, shape (blocks,)."""
        return self.blocks < self.first_adoption


def agent_blocks(rows: pd.DataFrame) -> AgentBlocks:
    """Return the rows of one release and metric as arrays.

    Args:
        rows: checked rows of the panel, which may be none.
    """
    agents, agent = np.unique(rows["agent_key"].to_numpy().astype(str), return_inverse=True)
    blocks, block = np.unique(rows["block_index"].to_numpy(float), return_inverse=True)

    def spread(column: str) -> Floats:
        values = np.zeros((agents.size, blocks.size))
        values[agent, block] = rows[column].to_numpy(float)
        return values

    adopted = np.full(agents.size, np.inf)
    dates = rows["adopted_block"].to_numpy(float)
    # who gets the release after the last block does not have it yet in any
    adopted[agent] = np.where(np.isnan(dates) | (dates > blocks.max(initial=-np.inf)), np.inf, dates)
    ends = np.zeros(agents.size)
    ends[agent] = np.minimum(rows["end_block"].to_numpy(float), blocks.max(initial=-np.inf) + 1)
    return AgentBlocks(blocks, adopted, ends, spread("weight"), {column: spread(column) for column in SUMS})

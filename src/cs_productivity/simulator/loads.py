"""The order in which rows are loaded, without moving them before they are written."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from cs_productivity.simulator.world import HOUR

DISPLACED_SHARE = 0.02


@dataclass(frozen=True)
class Loads:
    """The rows of a table as they were produced, the extra rows (copies, broken ones), and their order of loading.

    `is_clean`: whether a row and all its copies carry no dirt so far. `order` counts the extra rows after the
    others. `day` is the UTC day of loading (since 1970) of each row in that order.
    """

    rows: pa.Table
    extra: pa.Table
    is_clean: np.ndarray
    order: np.ndarray
    day: np.ndarray

    def take(self, start: int, end: int) -> pa.Table:
        """These rows by place in the order of loading, with the column `is_clean`."""
        chosen = self.order[start:end]
        is_extra = chosen >= self.rows.num_rows
        own, others = np.flatnonzero(~is_extra), np.flatnonzero(is_extra)
        parts = [self.rows.take(pa.array(chosen[own]))]
        if len(others):
            parts.append(self.extra.take(pa.array(chosen[others] - self.rows.num_rows)))
        taken = pa.concat_tables(parts).combine_chunks()
        if len(others):
            place = np.empty(len(chosen), dtype=np.int64)
            place[np.append(own, others)] = np.arange(len(chosen))
            taken = taken.take(pa.array(place))
        is_clean = np.append(self.is_clean, np.zeros(self.extra.num_rows, dtype=bool))[chosen]
        return taken.append_column("is_clean", pa.array(is_clean))


def put_in_order(rng: np.random.Generator, rows: pa.Table, extra: pa.Table, is_clean: np.ndarray) -> Loads:
    """Order rows by loading, those of one load as they were produced, except for some that went astray.

    Where there are no extra rows, nothing is dirty and nothing goes astray. `is_clean` is about `rows`.
    """
    parts = [part["loaded_at"].cast(pa.int64()).to_numpy() for part in (rows, extra)]
    load = np.concatenate(parts) // (HOUR * 1_000)
    size = len(load)
    place = np.arange(size)
    if extra.num_rows:
        astray = np.flatnonzero(rng.random(size) < DISPLACED_SHARE)
        place[astray] = rng.permutation(astray)
    # every row has a place of its own, so no two keys are alike
    at_place = np.empty(size, dtype=np.int32)
    at_place[place] = np.arange(size, dtype=np.int32)
    first = int(load.min())
    key = (load - first) * size + place
    key.sort()
    load, place = np.divmod(key, size)
    return Loads(rows, extra, is_clean, at_place[place], (load + first) // 24)

"""Many releases are tested at once: p-values that hold for all of them together."""

from __future__ import annotations

import numpy as np

from cs_productivity.effects.estimates import Floats


def holm(p_values: Floats) -> Floats:
    """Return S. Holm's step-down p-values (Scandinavian Journal of Statistics 6, 1979).

    The chance that any of the releases without an effect seems to have one stays at the level, however the tests depend
    on each other, and never is it less powerful than Bonferroni.

    Args:
        p_values: of one metric over all releases, shape (releases,); NaN is no test and stays NaN.
    """
    adjusted = np.full(p_values.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(p_values))
    order = tested[np.argsort(p_values[tested], kind="stable")]
    factors = np.arange(order.size, 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(p_values[order] * factors), 1.0)
    return adjusted

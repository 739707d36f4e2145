"""The smallest whole number that is enough, for many intervals at once: wider and wider steps, then bisection."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cs_productivity.given_numbers import Floats

# doubled so often, any first step has passed every number of agents that can be asked for
_DOUBLINGS = 60


def smallest_enough(
    is_enough: Callable[[Floats, NDArray[np.intp]], NDArray[np.bool_]], least: Floats, guess: Floats
) -> Floats:
    """Return for each row the smallest whole number that is enough.

    Args:
        is_enough: tells for numbers and the rows they are for whether each is enough; once a number is, every
            larger one must be.
        least: smallest number that may be answered, one per row.
        guess: where to look first, at or above `least`; a good one saves time and changes nothing.

    Returns:
        The numbers, in the shape of `least`, which has one dimension; NaN where no number was enough.
    """
    enough = guess.copy()
    short = least - 1
    # the answer is usually within some square roots of a good guess
    step = np.ceil(np.sqrt(guess) / 4) + 1
    rows = np.arange(least.size)
    for _ in range(_DOUBLINGS):
        is_short = ~is_enough(enough[rows], rows)
        rows = rows[is_short]
        if rows.size == 0:
            break
        short[rows] = enough[rows]
        enough[rows] += step[rows]
        step[rows] *= 2
    enough[rows] = np.nan
    for _ in range(_DOUBLINGS + 4):
        rows = np.flatnonzero(enough - short > 1)
        if rows.size == 0:
            break
        middle = np.floor((enough[rows] + short[rows]) / 2)
        was_enough = is_enough(middle, rows)
        enough[rows] = np.where(was_enough, middle, enough[rows])
        short[rows] = np.where(was_enough, short[rows], middle)
    return enough

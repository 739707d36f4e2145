"""Bounds of what staffing functions are given, flags, and rounding up to people."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cs_productivity.given_numbers import Floats, numbers

# a million people busy at the same time is a slip of units, not a load
MOST_ERLANGS = 1e6
MOST_AGENTS = 1e8
# thirty years; anything longer was given in other units than seconds
MOST_SECONDS = 1e9
MOST_ARRIVALS = 1e12


def flags(name: str, value: Any) -> NDArray[np.bool_]:
    """Return a value of any shape as booleans.

    Raises:
        ValueError: something in it is neither true nor false.
    """
    given = np.asarray(value)
    if given.dtype != np.bool_:
        floats = numbers(name, value, 0, 1, is_whole=True)
        if np.any(np.isnan(floats)):
            raise ValueError(f"{name} is unknown in places: give true or false for each interval.")
        given = floats == 1
    return given


def round_up(heads: Any) -> Floats:
    """Round up to whole people; what floating point has added (30.000000000000004 for 30) asks for nobody more.

    Args:
        heads: number of people, any shape; NaN stays NaN.

    Returns:
        ceil(heads - 1e-9), never below 0, in the same shape.

    Raises:
        ValueError: a number is negative or infinite.
    """
    return np.maximum(np.ceil(numbers("heads", heads) - 1e-9), 0.0)[()]

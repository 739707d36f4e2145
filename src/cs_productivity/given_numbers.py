"""Reads numbers that callers give: anything like an array becomes floats, and what cannot be is refused by name."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def numbers(
    name: str,
    value: Any,
    least: float = 0.0,
    most: float = np.inf,
    *,
    may_be_least: bool = True,
    is_whole: bool = False,
    may_be_unknown: bool = True,
) -> Floats:
    """Return a value of any shape as floats, with NaN for what is not known (None, NaN, NA).

    Args:
        name: the argument's name, for the message.
        value: a number, or a list, array or Series of numbers.
        least: the smallest allowed number.
        most: the largest allowed number; infinity is never allowed.
        may_be_least: whether `least` itself is allowed.
        is_whole: whether only whole numbers are allowed.
        may_be_unknown: whether what is not known is allowed.

    Raises:
        ValueError: a number is out of range, or what is given is no number; the message has name and value.
    """
    try:
        if hasattr(value, "to_numpy"):
            floats = value.to_numpy(dtype=np.float64, na_value=np.nan)
        else:
            floats = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {value!r}: give a number or an array of numbers.") from None
    if not may_be_unknown and np.any(np.isnan(floats)):
        raise ValueError(f"{name} is unknown in places: each needs a number.")
    # comparisons with NaN are false, so that what is unknown passes
    is_wrong = (floats < least) | (floats > most) | np.isinf(floats)
    if not may_be_least:
        is_wrong |= floats == least
    if is_whole:
        is_wrong |= (floats != np.floor(floats)) & ~np.isnan(floats)
    if np.any(is_wrong):
        kind = "a whole number" if is_whole else "a number"
        low = f"from {least:g}" if may_be_least else f"above {least:g}"
        high = "" if np.isinf(most) else f", at most {most:g}"
        first = float(np.atleast_1d(floats)[np.atleast_1d(is_wrong)][0])
        raise ValueError(f"{name} is {first:g}: it must be {kind} {low}{high}.")
    return floats


def one_number(name: str, value: Any, least: float = 0.0, most: float = np.inf, **rules: bool) -> float:
    """Return one known number, checked as `numbers` does.

    Raises:
        ValueError: it is out of range, unknown, or more than one number.
    """
    floats = numbers(name, value, least, most, **rules)
    if floats.ndim != 0 or np.isnan(floats):
        raise ValueError(f"{name} is {value!r}: give one number that is known.")
    return float(floats)

"""Looks for the smallest history of a seed that still fails: the one to look into."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from increments.history import SIZES, History


def shrink(history: History, fails: Callable[[History], bool]) -> History:
    """Return a history of the same seed that fails and of which no size can be made smaller.

    Args:
        history: a history that fails.
        fails: plays a history and tells whether it fails.
    """
    has_shrunk = True
    while has_shrunk:
        has_shrunk = False
        for name in SIZES:
            for smaller in _smaller(name, getattr(history, name)):
                candidate = replace(history, **{name: smaller})
                if fails(candidate):
                    history, has_shrunk = candidate, True
                    break
    return history


def _smaller(name: str, size: int) -> list[int]:
    """Return sizes to try: the simplest of all, half the way to it, one step."""
    simplest = max(SIZES[name][0], 0)
    distance = size - simplest
    step = 1 if distance > 0 else -1
    return list(dict.fromkeys([simplest, simplest + int(distance / 2), size - step])) if distance else []

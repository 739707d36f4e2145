"""How notebooks write figures: pure functions of the figure; what is not known is a dash."""

from __future__ import annotations

import pandas as pd

NONE = "–"


def percent(share: float, is_change: bool = False) -> str:
    """A share as `4.1 %`; a change with its sign, `-8.0 %`."""
    if pd.isna(share):
        return NONE
    return f"{100 * share:{'+' if is_change else ''},.1f} %"


def number(value: float, digits: int = 1, is_change: bool = False) -> str:
    """A number with so many digits after the point: `1,234.5`; a change with its sign."""
    return NONE if pd.isna(value) else f"{value:{'+' if is_change else ''},.{digits}f}"


def money(amount: float, currency: str | None, is_change: bool = False) -> str:
    """An amount of money without cents: `JPY 1,234,567`."""
    return NONE if pd.isna(amount) else f"{currency or ''} {number(amount, 0, is_change)}".strip()


def between(low: str, high: str) -> str:
    """Both ends of an interval: `4.1 % to 9.0 %`."""
    return f"{low} to {high}"


def month_name(month: pd.Timestamp) -> str:
    """A month: `March 2026`."""
    return NONE if pd.isna(month) else f"{month:%B %Y}"

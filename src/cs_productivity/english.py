"""How sentences for engineers count things; what managers read speaks their language (report/words.py)."""

from __future__ import annotations


def count(number: int, noun: str) -> str:
    """A number of things: `1 model`, `1,234 models`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

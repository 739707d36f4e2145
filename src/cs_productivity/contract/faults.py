"""One thing that may be wrong with a value, as SQL, and what texts must not look like."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cs_productivity.contract.personal import LOOKS_LIKE
from cs_productivity.contract.readings import quoted


@dataclass(frozen=True)
class Fault:
    """A condition as SQL BOOL, where null is false, and the reason in words, which quotes no value of the file; without
    a reason it is none, and nothing after it is.

    `detail` is SQL of a word that can be no value, to be put after the reason; null is none.
    """

    condition: str
    reason: str | None
    detail: str | None = None


def looks_like(name: str, text: str) -> str:
    """SQL BOOL: a text looks like what the contract's word names; `text` is SQL of a name."""
    likeness = LOOKS_LIKE[name]
    ways = [
        " and ".join(f"regexp_matches({text}, {quoted(pattern)})" for pattern in way) for way in likeness.ways
    ]
    sign = re.sub(r"\btext\b", text, likeness.sign)
    return f"case when {sign} then {' or '.join(ways)} else false end"

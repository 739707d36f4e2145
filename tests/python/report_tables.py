"""Tables of what was measured, for the terminal and for documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """A table with a sentence above it."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]

    def text(self) -> list[str]:
        """Lines for the terminal, the title first, columns as wide as they need."""
        widths = [max(map(len, column)) for column in zip(self.header, *self.rows, strict=True)]
        return [
            self.title,
            *(
                "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
                for row in (self.header, *self.rows)
            ),
        ]

    def markdown(self) -> list[str]:
        """Lines for a document, without the title."""
        rule = " | ".join("---" for _ in self.header)
        return [
            f"| {row} |" for row in (" | ".join(self.header), rule, *(" | ".join(row) for row in self.rows))
        ]

"""How far a long job has come: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import TextIO

WIDTH = 24
PAUSE_SECONDS = 0.1


class Progress:
    """Writes to a stream; a bar overwrites itself, lines are one per step."""

    def __init__(self, stream: TextIO) -> None:
        """The stream decides which of the two is written."""
        self._stream = stream
        self._is_bar = stream.isatty()
        self._total = self._done = 0
        self._shown_at = 0.0

    @contextlib.contextmanager
    def over(self, total: int) -> Iterator[None]:
        """Show progress for the length of a `with` block, over so many steps."""
        self._total, self._done = total, 0
        try:
            yield
        finally:
            if self._is_bar:
                self._stream.write("\n")
                self._stream.flush()

    def step(self, what: str) -> None:
        """One step is done."""
        self._done += 1
        if self._is_bar:
            self._draw(what)
        else:
            print(f"{self._done}/{self._total} {what}", file=self._stream, flush=True)

    def tell(self, table: str, rows: int) -> None:
        """Something goes on within a step; a terminal hears of it, a few times a second."""
        if self._is_bar and time.monotonic() - self._shown_at > PAUSE_SECONDS:
            self._draw(f"{table}: {rows:,} rows")

    def _draw(self, what: str) -> None:
        filled = WIDTH * self._done // max(self._total, 1)
        bar = "#" * filled + "-" * (WIDTH - filled)
        # to the line's beginning, and clear what was there
        self._stream.write(f"\r\x1b[K[{bar}] {self._done}/{self._total} {what}")
        self._stream.flush()
        self._shown_at = time.monotonic()

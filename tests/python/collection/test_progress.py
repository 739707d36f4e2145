"""A bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import io

from cs_productivity.collection.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def show(stream: io.StringIO) -> str:
    progress = Progress(stream)
    with progress.over(4):
        progress.step("2026-03-01: 5 new rows")
        progress.tell("tickets", 1_200)
        progress.step("2026-03-02: 1 new row")
    return stream.getvalue()


def test_a_file_gets_a_line_per_step() -> None:
    assert show(io.StringIO()) == "1/4 2026-03-01: 5 new rows\n2/4 2026-03-02: 1 new row\n"


def test_a_terminal_gets_one_line_that_grows() -> None:
    shown = show(Terminal())
    assert shown.count("\n") == 1 and shown.endswith("\n")
    first, *_, last = shown.rstrip("\n").split("\r\x1b[K")[1:]
    assert first == f"[{'#' * 6}{'-' * 18}] 1/4 2026-03-01: 5 new rows"
    assert last == f"[{'#' * 12}{'-' * 12}] 2/4 2026-03-02: 1 new row"

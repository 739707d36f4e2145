"""Kills a build at a moment: in one of its nodes by the number in which it started, or in the publishing after them."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from faults.workplace import Workplace

STARTED = re.compile(r"\d+ of \d+ START (.+?) \.\.+ \[RUN\]")
# dbt says so when its last node has ended; publishing is what follows
OVER = "Done. PASS="
POLL_SECONDS = 0.002


@dataclass(frozen=True)
class Moment:
    """`delay_seconds` after the start of node `started` (from 1), or after dbt's end where that is None."""

    kind: str
    started: int | None
    delay_seconds: float


def kind_of(what: str) -> str:
    """The kind of a node from what dbt says when it starts: a layer of models, tests, Python models or others."""
    if "python" in what.split():
        return "Python models"
    if " model " in f" {what} ":
        return what.split()[-1].partition(".")[0]
    return "tests" if what.startswith("test") else "others"


def choose(kinds: list[str], publishing_seconds: float, count: int, seed: int) -> list[Moment]:
    """Choose moments at random, as many in each kind of node and in publishing as in any other.

    Args:
        kinds: of each node in order of starting.
        publishing_seconds: how long publishing takes.
        count: how many moments.
        seed: of the random numbers.
    """
    stream = np.random.default_rng(seed)
    numbers = defaultdict(list)
    for number, kind in enumerate(kinds, 1):
        numbers[kind].append(number)
    names = [*(name for name in numbers if name != "others"), "publishing"]
    moments = []
    for position in range(count):
        kind = names[position % len(names)]
        if kind == "publishing":
            moments.append(Moment(kind, None, float(stream.uniform(0, publishing_seconds))))
        else:
            moments.append(Moment(kind, int(stream.choice(numbers[kind])), float(stream.uniform(0, 0.05))))
    return moments


def _read_from(path: Path, position: int) -> str:
    with path.open("rb") as file:
        file.seek(position)
        return file.read().decode("utf-8", "replace")


class Log:
    """What dbt has logged since this was made: how many nodes have started, and whether it is through with them."""

    def __init__(self, path: Path) -> None:
        self.text, self.started, self.is_over = "", [], False
        self._path = path
        self._position = path.stat().st_size if path.exists() else 0

    def read_on(self) -> None:
        """Take in what was logged since the last time."""
        try:
            log = self._path.open("rb")
        except FileNotFoundError:
            # not begun yet, or dbt is about to begin another one
            return
        with log:
            text = self.text
            # dbt begins another file when this one is large, and moves it: this one may be gone by its name already
            if os.fstat(log.fileno()).st_size < self._position:
                text += _read_from(self._path.with_name(f"{self._path.name}.1"), self._position)
                self._position = 0
            log.seek(self._position)
            text += log.read().decode("utf-8", "replace")
            self._position = log.tell()
        whole, _, self.text = text.rpartition("\n")
        self.started += STARTED.findall(whole)
        self.is_over = self.is_over or OVER in whole

    def follow(self, process: subprocess.Popen[str], is_reached: Callable[[], bool]) -> bool:
        """Read on until something is reached, and return whether it was before the process ended."""
        while process.poll() is None:
            self.read_on()
            if is_reached():
                return True
            time.sleep(POLL_SECONDS)
        return False


def build_watching(workplace: Workplace) -> tuple[list[str], float]:
    """Run a build that must end well.

    Returns:
        The kind of each node in order of starting, and how long publishing took, in seconds.
    """
    log = Log(workplace.log)
    process = workplace.start()
    is_over = log.follow(process, lambda: log.is_over)
    over_at = time.monotonic()
    said, _ = process.communicate()
    assert process.returncode == 0, said
    assert is_over, "dbt logs something else when it has ended"
    return [kind_of(what) for what in log.started], time.monotonic() - over_at


def build_and_kill(workplace: Workplace, moment: Moment) -> bool:
    """Start a build and kill its whole process group without a word at a moment.

    Returns:
        Whether it was killed; else it came to its end before.
    """
    log = Log(workplace.log)
    process = workplace.start()
    log.follow(process, lambda: log.is_over if moment.started is None else len(log.started) >= moment.started)
    time.sleep(moment.delay_seconds)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    return process.returncode == -signal.SIGKILL

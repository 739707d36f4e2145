"""What each node of a build costs: CPU of the process and the most memory it took, told apart by dbt's own events."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STATUS = Path("/proc/self/status")
CLEAR = Path("/proc/self/clear_refs")
# what makes Linux begin again with the most memory a process has had
FORGET_PEAK = "5"


@dataclass(frozen=True)
class Step:
    """One node of a build; `peak_bytes` is null where the system does not tell.

    Attributes:
        name: of the node.
        kind: model, test, seed or operation.
        path: its file, from the project's root.
        cpu_seconds: of all threads of the process while it ran.
        peak_bytes: most memory the process had while it ran.
    """

    name: str
    kind: str
    path: str
    cpu_seconds: float
    peak_bytes: int | None


class StepWatch:
    """Listens to a run of dbt that has one thread: nodes run one after another, so the process's CPU is theirs."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._started_at = 0.0

    def listen(self, event: Any) -> None:
        """Take in an event."""
        if event.info.name == "NodeStart":
            _forget_peak()
            self._started_at = time.process_time()
        elif event.info.name == "NodeFinished":
            node = event.data.node_info
            self.steps.append(
                Step(
                    node.node_name,
                    node.resource_type,
                    node.node_path,
                    time.process_time() - self._started_at,
                    peak_bytes(),
                )
            )


def _forget_peak() -> None:
    with contextlib.suppress(OSError):
        CLEAR.write_text(FORGET_PEAK)


def peak_bytes() -> int | None:
    """Most memory this process has had since the last node began, or ever where that cannot be set back."""
    try:
        lines = STATUS.read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), None)


def slowest(steps: list[Step], count: int) -> list[Step]:
    """The models that cost most, the costliest first."""
    models = [step for step in steps if step.kind == "model"]
    return sorted(models, key=lambda step: -step.cpu_seconds)[:count]

"""What is promised of the figures, and whether a measurement keeps it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SCENARIOS = ("clean", "typical", "harsh", "backend_only")
# everything that was measured on the logs of one scenario and seed
Run = Mapping[str, Any]


@dataclass(frozen=True)
class Promise:
    """A limit for one figure of every run of a scenario (None: of every scenario); `kind` says how it reads."""

    scenario: str | None
    sentence: str
    limit: float
    figure: Callable[[Run], float | None]
    kind: str = "share"
    is_least: bool = False


@dataclass(frozen=True)
class Verdict:
    """A promise, the worst figure over the runs (None: it was not measured), and whether it is kept."""

    promise: Promise
    worst: float | None

    @property
    def is_kept(self) -> bool:
        """Whether the worst figure is within the limit; what was not measured is not kept."""
        if self.worst is None:
            return False
        if self.promise.is_least:
            return self.worst >= self.promise.limit
        return self.worst <= self.promise.limit


def _size_of_bias(run: Run) -> float:
    return abs(run["product"]["bias"])


def _of_product(name: str) -> Callable[[Run], float | None]:
    return lambda run: run["product"][name]


def _effect_points(run: Run) -> float | None:
    return abs(run["effects"]["estimate"]["log_points"]) if run["effects"] else None


def _clock_p99(run: Run) -> float | None:
    return None if isinstance(run["clock"], str) else run["clock"]["product"]["bracketed_sessions"].get("p99")


PROMISES = (
    Promise("clean", "AHT is off by at most 1 %", 0.01, _size_of_bias),
    Promise("typical", "AHT is off by at most 2 %", 0.02, _size_of_bias),
    Promise("typical", "half of the tickets are off by at most 4 %", 0.04, _of_product("median_error")),
    Promise(
        "typical",
        "low and high enclose the truth of at least 97 % of the tickets",
        0.97,
        _of_product("inside"),
        is_least=True,
    ),
    Promise("typical", "low and high are at most 30 % of AHT apart", 0.30, _of_product("mean_width")),
    Promise("harsh", "AHT is off by at most 4 %", 0.04, _size_of_bias),
    Promise(
        "harsh",
        "low and high enclose the truth of at least 95 % of the tickets",
        0.95,
        _of_product("inside"),
        is_least=True,
    ),
    Promise("backend_only", "AHT is off by at most 10 %", 0.10, _size_of_bias),
    Promise(
        "backend_only",
        "low and high enclose the truth of at least 90 % of the tickets",
        0.90,
        _of_product("inside"),
        is_least=True,
    ),
    Promise(
        "typical", "a release's effect is seen to within 1 percentage point", 1.0, _effect_points, "points"
    ),
    Promise(
        "backend_only",
        "a release's effect is seen to within 2 percentage points",
        2.0,
        _effect_points,
        "points",
    ),
    *(
        Promise(
            scenario,
            "99 % of the events' times are off by at most 0.25 s in tab sessions with a request every ten minutes",
            0.25,
            _clock_p99,
            "seconds",
        )
        for scenario in ("clean", "typical", "harsh")
    ),
    Promise(
        None,
        "the five states add up to time online, to the microsecond",
        0,
        lambda run: run["conservation"]["residual_us"],
        "count",
    ),
    Promise(
        None,
        "no second of an agent is in two segments",
        0,
        lambda run: run["conservation"]["overlapping_segments"],
        "count",
    ),
)


def judge(runs: Sequence[Run]) -> list[Verdict]:
    """Hold runs against every promise that is about one of their scenarios; one unmeasured run leaves it unmeasured."""
    verdicts = []
    for promise in PROMISES:
        figures = [promise.figure(run) for run in runs if promise.scenario in (None, run["scenario"])]
        if figures:
            pick = min if promise.is_least else max
            verdicts.append(Verdict(promise, None if None in figures else pick(figures)))
    return verdicts

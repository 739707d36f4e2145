"""Made-up releases with a known effect: agents who drift, and tickets with heavy tails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cs_productivity.effects import (
    Estimate,
    agent_changes,
    cells_of,
    group_time_difference,
    permuted_group_time,
)
from cs_productivity.effects.before_release import compared

Floats = NDArray[np.float64]

# a ticket of the middle takes four minutes
LOG_MIDDLE = np.log(240.0)
NEVER = np.inf


@dataclass(frozen=True)
class MadeReleases:
    """Many releases: `weight` (tickets), `log_total` and `total` (seconds), shape (runs, agents, blocks).

    `log_effect`: mean effect on log seconds over treated agents and their blocks, per run. `effect`: seconds per ticket
    of treated agents after, that the same tickets took more than they would have, per run. Both over blocks in which
    some agents did not have the release.
    """

    blocks: Floats
    adopted: Floats
    weight: Floats
    log_total: Floats
    total: Floats
    log_effect: Floats
    effect: Floats

    @property
    def is_treated(self) -> NDArray[np.bool_]:
        return np.isfinite(self.adopted)

    @property
    def is_after(self) -> NDArray[np.bool_]:
        return self.blocks >= self.adopted.min()


def made_releases(
    seed: int,
    runs: int,
    adopted: Floats,
    blocks: Floats,
    *,
    tickets: float = 20.0,
    walk: float = 0.03,
    line: float = 0.008,
    shock: float = 0.0,
    absent: float = 0.03,
    heavy: float = 0.04,
    sigma: float = 1.0,
) -> MadeReleases:
    """Return releases of one roll-out that do nothing.

    Args:
        seed: of the random numbers.
        runs: how many.
        adopted: first block with the release, NEVER for controls, shape (agents,).
        blocks: index of each block.
        tickets: of an agent in a block, on average.
        walk: standard deviation of an agent's step from block to block, on log seconds.
        line: of an agent's own straight trend per block.
        shock: of an agent's block, gone the next.
        absent: share of blocks in which an agent does not work.
        heavy: share of tickets that take a Pareto multiple (shape 2.5) of their time.
        sigma: standard deviation of a ticket's log seconds.
    """
    random = np.random.default_rng(seed)
    shape = (runs, adopted.size, blocks.size)
    level = random.normal(0, 0.3, (runs, adopted.size, 1)) + random.normal(0, 0.05, (runs, 1, blocks.size))
    level += np.cumsum(random.normal(0, walk, shape), axis=2) + random.normal(0, shock, shape)
    level += random.normal(0, line, (runs, adopted.size, 1)) * blocks
    busy = random.lognormal(0, 0.3, (runs, adopted.size, 1))
    number = random.poisson(tickets * busy * np.ones(shape)) * (random.random(shape) >= absent)
    logs = np.repeat(level.ravel(), number.ravel()) + random.normal(0, sigma, number.sum())
    is_heavy = np.flatnonzero(random.random(logs.size) < heavy)
    logs[is_heavy] += random.exponential(1 / 2.5, is_heavy.size)
    nothing = np.zeros(runs)
    return MadeReleases(
        blocks,
        adopted,
        number.astype(np.float64),
        _sums(logs, number),
        _sums(np.exp(logs + LOG_MIDDLE), number),
        nothing,
        nothing,
    )


@lru_cache(maxsize=2)
def thousand_releases(seed: int, *agents: tuple[float, int], tickets: float = 15.0) -> MadeReleases:
    """Return 1,000 releases over six blocks before and six after, kept for the next test that wants the same."""
    return made_releases(seed, 1000, roll_out(dict(agents)), np.arange(-6.0, 6.0), tickets=tickets)


def with_effect(made: MadeReleases, effect: Callable[[Floats], Floats]) -> MadeReleases:
    """Return the same tickets with an effect on log seconds, a function of the number of blocks since adoption."""
    since = made.blocks - made.adopted[:, None]
    has_release = since >= 0
    moved = np.where(has_release, effect(np.where(has_release, since, 0.0)), 0.0)
    # once everybody has it, nobody shows what it does
    last = NEVER if np.isinf(made.adopted).any() else made.adopted.max()
    after = made.weight * has_release * (made.blocks < last)
    worked = (after > 0).sum(axis=2)
    per_agent = (after * moved).sum(axis=2) / np.maximum(after.sum(axis=2), 1.0)
    total = made.total * np.exp(moved)
    return replace(
        made,
        log_total=made.log_total + made.weight * moved,
        total=total,
        log_effect=(per_agent * worked).sum(axis=1) / worked.sum(axis=1),
        effect=((total - made.total) * (after > 0)).sum(axis=(1, 2)) / after.sum(axis=(1, 2)),
    )


def _sums(values: Floats, number: NDArray[np.int64]) -> Floats:
    ends = np.cumsum(number.ravel())
    running = np.concatenate([[0.0], np.cumsum(values)])
    return (running[ends] - running[ends - number.ravel()]).reshape(number.shape)


def roll_out(agents: dict[float, int]) -> Floats:
    """Return dates of adoption: how many agents per date."""
    return np.repeat(np.array(list(agents), dtype=np.float64), list(agents.values()))


@dataclass(frozen=True)
class Found:
    """Estimates of many runs, shape (runs,) each."""

    effect: Floats
    low: Floats
    high: Floats
    p_value: Floats

    @property
    def rejected(self) -> float:
        return float(np.mean(self.p_value < 0.05))

    def covered(self, truth: Floats) -> float:
        return float(np.mean((self.low <= truth) & (truth <= self.high)))


def found_in(made: MadeReleases, estimator: Callable[[Floats, Floats], Estimate], *, on_log: bool) -> Found:
    """Run an estimator of (weight, total) on every run."""
    totals = made.log_total if on_log else made.total
    estimates = [estimator(*run) for run in zip(made.weight, totals, strict=True)]
    return Found(*np.array([[one.effect, one.low, one.high, one.p_value] for one in estimates]).T)


def at_one_date(made: MadeReleases, *, on_log: bool) -> Found:
    def estimator(weight: Floats, total: Floats) -> Estimate:
        changes = agent_changes(weight, total, made.is_after, made.is_treated)
        return compared(changes, by_ticket=not on_log)

    return found_in(made, estimator, on_log=on_log)


def staggered(made: MadeReleases, *, on_log: bool, is_permuted: bool = False) -> Found:
    test = permuted_group_time if is_permuted else group_time_difference

    def estimator(weight: Floats, total: Floats) -> Estimate:
        return test(cells_of(made.blocks, weight, total, by_ticket=not on_log), made.adopted)

    return found_in(made, estimator, on_log=on_log)

"""An effect with its uncertainty, and the weighted form of Welch's test that gives it for agents in two groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from cs_productivity.given_numbers import Floats

Flags = NDArray[np.bool_]

# the level of every test and interval of this package: two sides, 5 %
ALPHA = 0.05


@dataclass(frozen=True)
class Estimate:
    """An effect with its 95 % interval and two-sided p-value; NaN where it cannot be estimated."""

    effect: float
    low: float
    high: float
    p_value: float


NOT_ESTIMABLE = Estimate(np.nan, np.nan, np.nan, np.nan)


def by_t(effect: float, variance: float, degrees: float) -> Estimate:
    """Return the estimate that a t distribution gives.

    Args:
        effect: the point estimate.
        variance: its squared standard error; at 0 nothing varies, so that any effect is certain.
        degrees: degrees of freedom of the variance.
    """
    if not (np.isfinite(effect) and np.isfinite(variance)):
        return NOT_ESTIMABLE
    error = float(np.sqrt(variance))
    if error <= 1e-12 * abs(effect) or error == 0:
        return Estimate(effect, effect, effect, float(effect == 0))
    if not degrees > 0:
        return NOT_ESTIMABLE
    half = float(stdtrit(degrees, 1 - ALPHA / 2)) * error
    return Estimate(effect, effect - half, effect + half, float(2 * stdtr(degrees, -abs(effect) / error)))


def group_difference(value: Floats, is_treated: Flags, weight: Floats | None = None) -> Estimate:
    """Return the (weighted) mean of treated agents less that of the others, with agents as independent draws.

    The variance is HC2 of the weighted regression on the group (MacKinnon and White 1985); an agent's leverage is its
    share p of the group's weight: V = Σ p² e² ÷ (1 - p) per group. Degrees of freedom are those of Bell and McCaffrey
    (2002) within each group, put together as Satterthwaite does. With equal weights this is Welch's t test.

    Args:
        value: one number per agent, shape (agents,).
        is_treated: shape (agents,).
        weight: shape (agents,), above 0; None: equal.

    Returns:
        The difference; NaN where a group has fewer than two agents.
    """
    means, variances, degrees = np.array(
        [
            _of_group(value[rows], None if weight is None else weight[rows])
            for rows in (is_treated, ~is_treated)
        ]
    ).T
    variance = float(variances.sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        joint = float(variance**2 / np.sum(variances**2 / degrees))
    return by_t(float(means[0] - means[1]), variance, joint)


def _of_group(value: Floats, weight: Floats | None) -> tuple[float, float, float]:
    """Mean, its variance, and the degrees of freedom of that variance."""
    size = value.size
    if size < 2:
        return np.nan, np.nan, np.nan
    if weight is None:
        return float(value.mean()), float(value.var(ddof=1) / size), size - 1.0
    share = weight / weight.sum()
    mean = float(share @ value)
    scale = share**2 / np.maximum(1 - share, 1e-12)
    variance = float(scale @ (value - mean) ** 2)
    # moments of the quadratic form v'Gv, G = (I - 1p')' diag(scale) (I - 1p'), for values that vary alike
    centred = np.eye(size) - share
    form = centred.T @ (scale[:, None] * centred)
    return mean, variance, float(np.trace(form) ** 2 / np.sum(form**2))

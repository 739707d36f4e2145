"""How far inquiries fall from their forecasts: 80 % intervals from the errors of the backtest.

The error of a count has a part by chance, whose variance is the forecast F itself, and a part that grows with it:
scale(F) = √(F + (relative · F)²), with `relative` by the method of moments. Errors ÷ scale are pooled over the slots,
days and origins of a series and group of horizons; their 10th and 90th percentile times scale(F) are the bounds. So a
busy and a quiet half-hour share what they can, and each gets a width of its own size.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cs_productivity.forecasting.backtest import (
    GROUP_STARTS,
    Backtest,
    Choice,
    chosen_forecasts,
    horizon_groups,
)

SHARE_BELOW, SHARE_ABOVE = 0.1, 0.9

# judgement, used only where nothing was tested: a deviation of 30 % of the level, and the normal's percentiles
UNTESTED_RELATIVE = 0.3
UNTESTED_HIGH = 1.2816
# the errors of other horizons or other series say less than one's own
WIDER_PER_GROUP = 1.25
WIDER_FOR_OTHERS = 1.5
# in a few weeks all errors may lie on one side by luck: they count for both sides then
MIRRORED_BELOW_DAYS = 28


@dataclass(frozen=True)
class Spread:
    """Per series and group of horizons (S × groups): `relative` (a share), `low` and `high` (multiples of the scale).

    NaN where it could not be tested.
    """

    relative: np.ndarray
    low: np.ndarray
    high: np.ndarray


def finite_quantile(values: np.ndarray, share: float, independent_count: int) -> float:
    """Return a quantile further out for a small sample, as conformal prediction does: share · (n + 1) ÷ n above.

    Args:
        values: one or more figures.
        share: which quantile, below or above a half.
        independent_count: n, how many of the values stand for themselves.
    """
    outside = min(share, 1 - share)
    outside = max(0.0, 1 - (1 - outside) * (1 + 1 / max(independent_count, 1)))
    return float(np.quantile(values, outside if share < 0.5 else 1 - outside))


def fit_spread(backtest: Backtest, choice: Choice) -> Spread:
    """Measure the chosen candidates' errors per series and group of horizons."""
    groups = horizon_groups(np.arange(1, backtest.is_scored.shape[2] + 1))
    forecasts = chosen_forecasts(backtest, choice)
    shape = (len(forecasts), len(GROUP_STARTS))
    relative, low, high = (np.full(shape, np.nan) for _ in range(3))
    for series, group in zip(*np.nonzero(choice.tested_days), strict=True):
        of_group = groups == group
        is_used = backtest.is_scored[series][:, of_group]
        forecast = forecasts[series][:, of_group][is_used].ravel()
        error = backtest.actual[series][:, of_group][is_used].ravel() - forecast
        is_used = forecast > 0
        forecast, error = forecast[is_used], error[is_used]
        if not len(forecast):
            continue
        excess = (np.square(error).sum() - forecast.sum()) / np.square(forecast).sum()
        relative[series, group] = np.sqrt(max(0.0, excess))
        scaled = error / _scale(forecast, relative[series, group])
        days = int(choice.tested_days[series, group])
        if days < MIRRORED_BELOW_DAYS:
            scaled = np.concatenate([scaled, -scaled])
        # a slot of a day was forecast from several origins, with errors that are all but the same
        cells = days * forecasts.shape[3]
        low[series, group] = finite_quantile(scaled, SHARE_BELOW, cells)
        high[series, group] = finite_quantile(scaled, SHARE_ABOVE, cells)
    return Spread(relative, low, high)


def fill_spread(spread: Spread) -> Spread:
    """Fill what could not be tested.

    From the horizons before it, wider; else from the median series of the same horizons, wider; else by judgement.
    """
    relative, low, high = spread.relative.copy(), spread.low.copy(), spread.high.copy()
    is_own = ~np.isnan(low)
    for group in range(len(GROUP_STARTS)):
        gaps = np.isnan(low[:, group])
        if group:
            for values, factor in ((relative, 1.0), (low, WIDER_PER_GROUP), (high, WIDER_PER_GROUP)):
                values[gaps, group] = values[gaps, group - 1] * factor
            continue
        measured = is_own[:, group]
        for values, judged in ((relative, UNTESTED_RELATIVE), (low, -UNTESTED_HIGH), (high, UNTESTED_HIGH)):
            of_others = np.median(values[measured, group]) if measured.any() else judged
            values[gaps, group] = of_others * (1.0 if values is relative else WIDER_FOR_OTHERS)
    return Spread(relative, low, high)


def bounds(
    forecasts: np.ndarray, spread: Spread, groups: np.ndarray, wider: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the lower and the upper bound, S × H × K, with 0 ≤ lower ≤ forecast ≤ upper.

    Args:
        forecasts: S × H × K inquiries.
        spread: without NaN.
        groups: H groups of horizons.
        wider: S × H factors of the width.
    """
    scale = _scale(forecasts, spread.relative[:, groups][:, :, None])
    below = np.minimum(spread.low[:, groups] * wider, 0.0)[:, :, None] * scale
    above = np.maximum(spread.high[:, groups] * wider, 0.0)[:, :, None] * scale
    return np.maximum(forecasts + below, 0.0), forecasts + above


def _scale(forecasts: np.ndarray, relative: np.ndarray | float) -> np.ndarray:
    return np.sqrt(forecasts + np.square(relative * forecasts))

"""What the candidates would have forecast in the past, from what was known then, and which of them is taken.

The rule of the choice, per series, granularity and group of horizons (days 1–7, 8–14, 15 and more): the mean of the
last four is taken unless another candidate has, on the same days,
- a WAPE (sum of absolute errors ÷ sum of inquiries) that is lower by MARGIN,
- a lower one in the older half of the origins and in the newer half, so that no single spell decides,
- lower squared errors too: where most intervals have no inquiry, WAPE alone favours forecasts that are too low.
Of several the one with the lowest WAPE is taken. Where the tested days span less than MIN_CHALLENGED_DAYS the default
stands, and below MIN_TESTED_DAYS tested days no WAPE is told.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cs_productivity.forecasting.candidates import CANDIDATES, DEFAULT, NAIVE, Memory
from cs_productivity.forecasting.days import HOLIDAY
from cs_productivity.forecasting.volume import Volume

# the first day of each group of horizons
GROUP_STARTS = (1, 8, 15)
# a forecast is held against the truth once its series is known for three weeks
MIN_TRAINING_DAYS = 21
# origins are taken from the last half-year, not more than this many: neighbouring days tell nearly the same
BACKTEST_DAYS = 182
MAX_ORIGINS = 60

MARGIN = 0.02
# two months: in one alone its ups and downs look like a rule
MIN_CHALLENGED_DAYS = 56
MIN_TESTED_DAYS = 7


@dataclass(frozen=True)
class Backtest:
    """Forecasts from O past days for the H days after each.

    `forecasts` is candidates × S × O × H × K and `actual` S × O × H × K, in inquiries. `is_there` (S × O × H) tells
    the days with a forecast and a truth, `is_scored` those of them that are ordinary and have enough training.
    """

    origins: np.ndarray
    forecasts: np.ndarray
    actual: np.ndarray
    is_there: np.ndarray
    is_scored: np.ndarray


@dataclass(frozen=True)
class Choice:
    """Per series and group of horizons (S × groups): the candidate's number, its WAPE and the seasonal naive's.

    The WAPEs are NaN where too little could be tested, or nothing came. `tested_days` is how many different days were
    tested, 0 where they are too few to tell anything.
    """

    model: np.ndarray
    wape: np.ndarray
    naive_wape: np.ndarray
    tested_days: np.ndarray


def horizon_groups(distances: np.ndarray) -> np.ndarray:
    """Return the number of each distance's group, distances being whole days from 1."""
    return np.searchsorted(GROUP_STARTS, distances, side="right") - 1


def backtest_origins(day_count: int, most: int = MAX_ORIGINS) -> np.ndarray:
    """Return past days to forecast from, as places in a history of that many days."""
    first = max(MIN_TRAINING_DAYS - 1, day_count - 1 - BACKTEST_DAYS)
    step = max(1, -(-(day_count - 1 - first) // most))
    return np.arange(day_count - 2, first - 1, -step)[::-1]


def roll(
    volume: Volume, kinds: np.ndarray, rest_day: int, origins: np.ndarray, horizon: int
) -> tuple[Backtest, Memory]:
    """Learn the history day by day, and forecast from every origin with what is known on its evening.

    Args:
        volume: S series of D days and K slots.
        kinds: kind of each of the D days.
        rest_day: weekday that a holiday is like before one was seen.
        origins: O places of days, ascending.
        horizon: H, how many days are forecast from each.

    Returns:
        The forecasts beside the truth, and the memory after the last day.
    """
    series_count, day_count, slot_count = volume.counts.shape
    memory = Memory(series_count, slot_count, rest_day)
    forecasts = np.zeros((len(CANDIDATES), series_count, len(origins), horizon, slot_count))
    is_there = np.zeros((series_count, len(origins), horizon), dtype=bool)
    places = {int(origin): place for place, origin in enumerate(origins)}
    for day in range(day_count):
        memory.learn(volume.counts[:, day], volume.is_known[:, day], int(kinds[day]))
        if day in places:
            ahead = np.arange(1, min(horizon, day_count - 1 - day) + 1)
            made, is_seen = memory.forecast(kinds[day + ahead], ahead)
            forecasts[:, :, places[day], : len(ahead)] = made
            is_there[:, places[day], : len(ahead)] = is_seen & volume.is_known[:, day + ahead]
    targets = np.minimum(origins[:, None] + np.arange(1, horizon + 1), day_count - 1)
    actual = np.nan_to_num(volume.counts)[:, targets]
    known_days = np.cumsum(volume.is_known, axis=1) > 0
    is_trained = np.cumsum(known_days, axis=1)[:, origins] >= MIN_TRAINING_DAYS
    is_scored = is_there & is_trained[:, :, None] & (kinds[targets] != HOLIDAY)
    return Backtest(origins, forecasts, actual, is_there, is_scored), memory


def choose(backtest: Backtest) -> Choice:
    """Take a candidate per series and group of horizons, as this module's rule says."""
    series_count, origin_count, horizon = backtest.is_scored.shape
    groups = horizon_groups(np.arange(1, horizon + 1))
    shape = (series_count, len(GROUP_STARTS))
    model, tested_days = np.full(shape, DEFAULT), np.zeros(shape, dtype=np.int64)
    wape, naive_wape = np.full(shape, np.nan), np.full(shape, np.nan)
    differences = backtest.forecasts - backtest.actual
    squares = np.square(differences).sum(axis=4) * backtest.is_scored
    errors = np.abs(differences, out=differences).sum(axis=4) * backtest.is_scored
    totals = backtest.actual.sum(axis=3) * backtest.is_scored
    is_newer = np.arange(origin_count) >= origin_count // 2
    targets = backtest.origins[:, None] + np.arange(1, horizon + 1)
    for group in np.unique(groups):
        of_group = groups == group
        error = errors[..., of_group].sum(axis=3)
        total = totals[..., of_group].sum(axis=(1, 2))
        beats = error.sum(axis=2) < (1 - MARGIN) * error[DEFAULT].sum(axis=1)
        for half in (is_newer, ~is_newer):
            beats &= error[..., half].sum(axis=2) < error[DEFAULT][:, half].sum(axis=1)
        square = squares[..., of_group].sum(axis=(2, 3))
        beats &= square < square[DEFAULT]
        scored = backtest.is_scored[..., of_group]
        tested = tested_flags(scored, targets[:, of_group])
        day_counts = tested.sum(axis=1)
        is_tested = day_counts >= MIN_TESTED_DAYS
        first, after_last = tested.argmax(axis=1), tested.shape[1] - tested[:, ::-1].argmax(axis=1)
        beats &= after_last - first >= MIN_CHALLENGED_DAYS
        costs = np.where(beats, error.sum(axis=2), np.inf)
        taken = np.where(beats.any(axis=0), costs.argmin(axis=0), DEFAULT)
        tested_days[:, group] = np.where(is_tested, day_counts, 0)
        model[:, group] = np.where(is_tested, taken, DEFAULT)
        is_told = is_tested & (total > 0)
        divisor = np.where(is_told, total, np.nan)
        wape[:, group] = error.sum(axis=2)[model[:, group], np.arange(series_count)] / divisor
        naive_wape[:, group] = error[NAIVE].sum(axis=1) / divisor
    return Choice(model, wape, naive_wape, tested_days)


def tested_flags(is_scored: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Return which days were tested, series × days, of S × O × H flags and O × H places of days."""
    is_tested = np.zeros((len(is_scored), targets.max(initial=0) + 1), dtype=bool)
    for place in range(targets.shape[1]):
        is_tested[:, targets[:, place]] |= is_scored[:, :, place]
    return is_tested


def chosen_forecasts(backtest: Backtest, choice: Choice) -> np.ndarray:
    """Return what the chosen candidates would have forecast: S × O × H × K."""
    horizon = backtest.is_scored.shape[2]
    models = choice.model[:, horizon_groups(np.arange(1, horizon + 1))]
    return np.take_along_axis(backtest.forecasts, models[None, :, None, :, None], axis=0)[0]

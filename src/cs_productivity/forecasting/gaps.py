"""Forecasts of days of a kind that a series has never seen, in place of the candidates that need one."""

from __future__ import annotations

import numpy as np

from cs_productivity.forecasting.candidates import CANDIDATES, DEFAULT, Memory, remember
from cs_productivity.forecasting.days import HOLIDAY
from cs_productivity.forecasting.task import Task

# the names of models: the candidates, then what else may stand in a row
MODELS = (*CANDIDATES, "last_holidays", "day_of_rest", "channel_share", "mean_of_days", "closed")
LAST_HOLIDAYS, DAY_OF_REST, CHANNEL_SHARE, MEAN_OF_DAYS, CLOSED = range(len(CANDIDATES), len(MODELS))

SHARE_DAYS = 28
GAP_DAYS = 6
# errors of days like these are not measured: by judgement they are half as large again
WIDER = 1.5


def name_models(memory: Memory, models: np.ndarray, kinds: np.ndarray) -> np.ndarray:
    """Return S × H places in MODELS: those of the candidates, but for holidays."""
    has_holiday = memory.seen[:, HOLIDAY] > 0
    of_holidays = np.where(has_holiday, LAST_HOLIDAYS, DAY_OF_REST)
    return np.where(kinds == HOLIDAY, of_holidays[:, None], models)


def fill_gaps(
    task: Task, forecasts: np.ndarray, names: np.ndarray, is_seen: np.ndarray, last_days: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Fill days of a kind that was never seen.

    A weekday that went by at least twice without a known day is closed: 0. Else the day of the channel (mean of its
    last four), times what the series had on its own last days ÷ what the channel has on such days: a category that is
    new on Thursday follows its channel over the weekend. Else the mean of the series' last days of any kind.

    Args:
        task: S series' history and H days.
        forecasts: S × H × K by the candidates.
        names: S × H places in MODELS.
        is_seen: S × H, false where the forecast is a gap.
        last_days: S × K, the mean of the last GAP_DAYS days.

    Returns:
        Forecasts and names, filled.
    """
    if is_seen.all():
        return forecasts, names
    volume, kinds = task.volume, task.kinds
    places, channels = volume.channel_places(), volume.by_channel()
    memory = remember(channels, task.past_kinds, task.rest_day)
    of_channels, is_channel_seen = memory.forecast(kinds, task.distances)
    share = _share_of_channel(task, memory.means(4).sum(axis=2)[places])
    shared = of_channels[DEFAULT][places] * share[:, None, None]
    weekdays = np.where(kinds == HOLIDAY, task.rest_day, kinds)
    is_closed = volume.is_closed[:, weekdays] | channels.is_closed[places][:, weekdays]
    for is_used, values, name in (
        (~is_seen, last_days[:, None], MEAN_OF_DAYS),
        (~is_seen & is_channel_seen[places], shared, CHANNEL_SHARE),
        (~is_seen & is_closed, 0.0, CLOSED),
    ):
        forecasts = np.where(is_used[:, :, None], values, forecasts)
        names = np.where(is_used, name, names)
    return forecasts, names


def _share_of_channel(task: Task, of_channel: np.ndarray) -> np.ndarray:
    """Return each series' inquiries on its last ordinary days ÷ what its channel has on such days: S, 0 if none.

    Args:
        task: S series' history.
        of_channel: S × kinds of days, what the channel of each series has on a day of the kind.
    """
    volume, kinds = task.volume, task.past_kinds
    is_last = np.cumsum(volume.is_known[:, ::-1], axis=1)[:, ::-1] <= SHARE_DAYS
    is_used = volume.is_known & is_last & (kinds != HOLIDAY)
    own = (np.nansum(volume.counts, axis=2) * is_used).sum(axis=1)
    whole = (of_channel[:, kinds] * is_used).sum(axis=1)
    return own / np.where(whole > 0, whole, 1.0)

"""The ways to forecast that compete, all read from one memory that learns a history day by day.

Being one pass over days, it forecasts from any day what it could have known on that day: that is what a rolling
origin needs. Per series and kind of day the memory holds the last six days, slot by slot.

- `seasonal_naive`: the last day of the same weekday.
- `mean_of_last_four`: the mean of the last four days of the same weekday; the default.
- `profile_and_level`: the mean of the last six (the profile) times how the last five days ran against it (the level),
  a departure that fades with every day ahead.

A public holiday is remembered as a share of an average day of its time, and forecast as the share of holidays before
it (the last, last four or last six) of an average day now; before any was seen, like the day of rest.
"""

from __future__ import annotations

import numpy as np

from cs_productivity.forecasting.days import HOLIDAY
from cs_productivity.forecasting.volume import Volume

CANDIDATES = ("seasonal_naive", "mean_of_last_four", "profile_and_level")
NAIVE, DEFAULT, LEVEL = range(3)
_DEPTHS = (1, 4, 6)

LEVEL_DAYS = 5
# of a departure of the level this much is left per day ahead: a half after three days, a fifth after a week
LEVEL_KEPT_PER_DAY = 0.8
# as if so many further inquiries had come as usual: a small series has no level to speak of, only luck
USUAL_INQUIRIES = 50.0

# a kind of day of its own: every ordinary day, whichever weekday it was
ANY_DAY = 8


class Memory:
    """What S series of K slots have shown up to some day.

    `last_days` is S × kinds of days × 6 × K, the newest first, zeros where there were fewer; `seen` (S × kinds) is how
    many there were, at most 6.
    """

    def __init__(self, series_count: int, slot_count: int, rest_day: int) -> None:
        """Remember nothing; `rest_day` is the weekday that a holiday is like before one was seen."""
        self.last_days = np.zeros((series_count, ANY_DAY + 1, max(_DEPTHS), slot_count))
        self.seen = np.zeros((series_count, ANY_DAY + 1), dtype=np.int64)
        self._rest_day = rest_day
        self._level_sums = np.zeros((series_count, LEVEL_DAYS))
        self._level_kinds = np.full((series_count, LEVEL_DAYS), -1)

    def learn(self, counts: np.ndarray, is_known: np.ndarray, kind: int) -> None:
        """Take in one day.

        Args:
            counts: S × K inquiries; NaN in a slot that the clock skipped.
            is_known: S, the series for which the day counts.
            kind: kind of the day, the same for all series.
        """
        counts = np.where(np.isnan(counts), self.last_days[:, kind, 0], counts)
        if kind == HOLIDAY:
            level = self.average_day()
            is_first = is_known & (self.seen[:, ANY_DAY] == 0)
            is_known = is_known & (level > 0)
            # the very first days may be holidays: they are better than nothing
            self._push(counts, is_first, ANY_DAY)
            counts = counts / np.where(level > 0, level, 1.0)[:, None]
        else:
            self._push(counts, is_known, ANY_DAY)
            sums = np.concatenate([counts.sum(axis=1)[:, None], self._level_sums[:, :-1]], axis=1)
            kinds = np.concatenate([np.full((len(counts), 1), kind), self._level_kinds[:, :-1]], axis=1)
            self._level_sums = np.where(is_known[:, None], sums, self._level_sums)
            self._level_kinds = np.where(is_known[:, None], kinds, self._level_kinds)
        self._push(counts, is_known, kind)

    def _push(self, counts: np.ndarray, is_known: np.ndarray, kind: int) -> None:
        pushed = np.concatenate([counts[:, None], self.last_days[:, kind, :-1]], axis=1)
        self.last_days[:, kind] = np.where(is_known[:, None, None], pushed, self.last_days[:, kind])
        self.seen[:, kind] = np.minimum(self.seen[:, kind] + is_known, max(_DEPTHS))

    def means(self, depth: int) -> np.ndarray:
        """Return the mean of the last days of each kind, at most `depth` of them: S × kinds × K."""
        there = np.clip(self.seen, 1, depth)
        return self.last_days[:, :, :depth].sum(axis=2) / there[:, :, None]

    def average_day(self) -> np.ndarray:
        """Return the inquiries of a day of the last two weeks, weekdays alike: S, 0 where none was seen."""
        of_weekdays = self.means(2)[:, :HOLIDAY].sum(axis=2)
        return of_weekdays.sum(axis=1) / np.maximum((self.seen[:, :HOLIDAY] > 0).sum(axis=1), 1)

    def level(self) -> np.ndarray:
        """Return what the last days had ÷ what their weekdays have as a rule: S, drawn to 1 where that is little."""
        usual = self.means(max(_DEPTHS)).sum(axis=2)
        is_there = self._level_kinds >= 0
        usual = np.take_along_axis(usual, np.maximum(self._level_kinds, 0), axis=1)
        usual = np.where(is_there, usual, 0.0).sum(axis=1)
        return (self._level_sums.sum(axis=1) + USUAL_INQUIRIES) / (usual + USUAL_INQUIRIES)

    def forecast(self, kinds: np.ndarray, distances: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Forecast H days by every candidate.

        Args:
            kinds: H kinds of days.
            distances: H days from the last one learned, 1 is the next.

        Returns:
            Forecasts, candidates × S × H × K, and whether a day of the kind was ever seen, S × H.
        """
        has_holiday = self.seen[:, HOLIDAY] > 0
        seen = self.seen.copy()
        seen[:, HOLIDAY] = np.where(has_holiday, seen[:, HOLIDAY], seen[:, self._rest_day])
        forecasts = np.empty((len(CANDIDATES), len(seen), len(kinds), self.last_days.shape[3]))
        for place, depth in enumerate(_DEPTHS):
            means = self.means(depth)
            as_holiday = means[:, HOLIDAY] * self.average_day()[:, None]
            means[:, HOLIDAY] = np.where(has_holiday[:, None], as_holiday, means[:, self._rest_day])
            forecasts[place] = means[:, kinds]
        forecasts[LEVEL] *= (self.level()[:, None] ** LEVEL_KEPT_PER_DAY**distances)[:, :, None]
        return forecasts, seen[:, kinds] > 0


def remember(volume: Volume, kinds: np.ndarray, rest_day: int) -> Memory:
    """Learn a whole history; see `Memory` for the arguments."""
    memory = Memory(len(volume.counts), volume.counts.shape[2], rest_day)
    for day, kind in enumerate(kinds):
        memory.learn(volume.counts[:, day], volume.is_known[:, day], int(kind))
    return memory

"""Seconds of processor time that a forecast of made-up volume takes, printed."""

from __future__ import annotations

import argparse
import resource
import time

import numpy as np
import pandas as pd

from cs_productivity.forecasting import forecast_volume, month_residuals


def made_up(series: int, days: int, interval_minutes: int) -> pd.DataFrame:
    """Inquiries of so many series with a rhythm of the week and of the day, in Tokyo."""
    rng = np.random.default_rng(7)
    starts = pd.date_range(
        "2025-10-01", periods=days * 1440 // interval_minutes, freq=f"{interval_minutes}min"
    )
    hours = np.asarray(starts.hour + starts.minute / 60)
    rhythm = (1 + np.sin((hours - 9) / 24 * 2 * np.pi)) * np.where(starts.day_of_week < 5, 1.0, 0.6)
    rates = rng.lognormal(0, 1, size=series)
    counts = rng.poisson(rates[:, None] * rhythm)
    return pd.DataFrame(
        {
            "interval_start_at": np.tile((starts - pd.Timedelta(hours=9)).to_numpy(), series),
            "interval_date": np.tile(starts.normalize().to_numpy(), series),
            "channel": np.repeat([f"channel {place % 4}" for place in range(series)], len(starts)),
            "contact_reason": np.repeat([f"reason {place}" for place in range(series)], len(starts)),
            "inquiry_count": counts.ravel(),
        }
    )


def main() -> None:
    """Forecast once, and say what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=40)
    parser.add_argument("--days", type=int, default=180)
    parser.add_argument("--interval-minutes", type=int, default=30)
    given = parser.parse_args()
    history = made_up(given.series, given.days, given.interval_minutes)
    run_at = history["interval_start_at"].max() + pd.Timedelta(minutes=given.interval_minutes)
    for function in (forecast_volume, month_residuals):
        started = time.process_time()
        rows = function(history, run_at, interval_minutes=given.interval_minutes)
        spent = time.process_time() - started
        # Linux counts in units of 1,024 bytes
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1_024
        print(
            f"{function.__name__}: {len(history):,} rows in, {len(rows):,} out in {spent:.1f} s of processor time, "
            f"{memory / 1e9:.2f} GB of memory at most"
        )


if __name__ == "__main__":
    main()

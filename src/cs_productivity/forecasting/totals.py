"""Forecasts of each channel as a whole, beside those of its reasons."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd

from cs_productivity.forecasting.forecast import forecast_volume

WHOLE_CHANNEL = "(all)"
SLOT = ["interval_start_at", "interval_date", "channel"]


def forecast_with_totals(
    history: pd.DataFrame, forecast_run_at: datetime | str, **settings: Any
) -> pd.DataFrame:
    """Return `forecast_volume` of every reason, and of all reasons of a channel together, called (all).

    Bounds of reasons do not add up to bounds of their channel, since their errors offset each other: who staffs a
    channel goes by its own.

    Args:
        history: as `forecast_volume` takes it; no reason is called (all).
        forecast_run_at: the "now" of the run.
        settings: further arguments of `forecast_volume`.

    Raises:
        ValueError: an argument or the history is not as asked.
    """
    totals = history.groupby(SLOT, as_index=False)["inquiry_count"].sum().assign(contact_reason=WHOLE_CHANNEL)
    columns = [*SLOT, "contact_reason", "inquiry_count"]
    return forecast_volume(pd.concat([history[columns], totals[columns]]), forecast_run_at, **settings)

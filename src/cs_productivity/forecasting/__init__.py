"""Forecasts of inquiry volume: pure functions on data frames, with numpy, pandas and holidays alone."""

from cs_productivity.forecasting.forecast import forecast_volume
from cs_productivity.forecasting.months import month_residuals
from cs_productivity.forecasting.totals import WHOLE_CHANNEL, forecast_with_totals

__all__ = ["WHOLE_CHANNEL", "forecast_volume", "forecast_with_totals", "month_residuals"]

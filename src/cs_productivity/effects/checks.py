"""Reads the frames and numbers that callers give; what cannot be is refused by name and value."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cs_productivity.effects.metrics import METRICS
from cs_productivity.given_numbers import Floats, numbers

KEYS = ["release_id", "metric", "agent_key", "block_index"]
_NUMBERS = {
    "block_index": "never null",
    "adopted_block": "or null",
    "end_block": "never null",
    "weight": "never null",
    "log_sum": "or null",
    "deviation_sum": "never null",
    "capped_log_sum": "or null",
    "capped_deviation_sum": "never null",
    "numerator_sum": "never null",
}
_RELEASE_COLUMNS = ["release_id", "has_rollout", "immature_block_count", "overlapping_release_id"]


def checked_panel(panel: pd.DataFrame) -> pd.DataFrame:
    """Return the panel with plain floats for numbers (NaN for null), without rows of weight 0.

    Args:
        panel: see `estimate_effects`.

    Raises:
        ValueError: a column is missing, a metric unknown, a number impossible, a key there twice, or an agent has two
            dates of adoption in one release.
    """
    _has_columns("panel", panel, [*KEYS[:3], *_NUMBERS])
    plain = panel[KEYS[:3]].copy()
    for column in KEYS[:3]:
        if plain[column].isna().any():
            raise ValueError(f"panel.{column} is null in places: each row needs one.")
    unknown = sorted({str(metric) for metric in plain["metric"].unique()} - set(METRICS))
    if unknown:
        raise ValueError(f"panel.metric is {unknown[0]!r}: it must be one of {', '.join(METRICS)}.")
    for column, rule in _NUMBERS.items():
        plain[column] = _floats(f"panel.{column}", panel[column], may_be_null=rule == "or null")
    for column in ("block_index", "adopted_block", "end_block"):
        wrong = plain.loc[plain[column] != np.floor(plain[column]), column].dropna()
        if not wrong.empty:
            raise ValueError(f"panel.{column} is {wrong.iloc[0]:g}: it must be a whole number of blocks.")
    if (plain["weight"] < 0).any():
        raise ValueError(f"panel.weight is {plain['weight'].min():g}: it must be a number from 0.")
    has_log = plain["metric"].map({name: metric.has_log for name, metric in METRICS.items()}).astype(bool)
    for column in ("log_sum", "capped_log_sum"):
        if plain.loc[has_log, column].isna().any():
            metric = plain.loc[has_log & plain[column].isna(), "metric"].iloc[0]
            raise ValueError(f"panel.{column} is null for {metric}: metrics with a log scale need it.")
    _is_once("panel", plain, KEYS)
    dates = plain.groupby(["release_id", "agent_key"])["adopted_block"].nunique(dropna=False)
    if (dates > 1).any():
        release, agent = dates.index[dates > 1][0]
        raise ValueError(
            f"panel.adopted_block of agent_key {agent!r} has two values in release_id {release!r}: "
            "an agent adopts a release once."
        )
    return plain[plain["weight"] > 0]


def checked_releases(releases: pd.DataFrame, panel: pd.DataFrame) -> pd.DataFrame:
    """Return the releases, with plain booleans and whole numbers.

    Args:
        releases: see `estimate_effects`.
        panel: the checked panel.

    Raises:
        ValueError: a column is missing, a value null or impossible, a release there twice, or one of the panel's
            releases is not there.
    """
    _has_columns("releases", releases, _RELEASE_COLUMNS)
    plain = releases[_RELEASE_COLUMNS].reset_index(drop=True)
    for column in _RELEASE_COLUMNS[:3]:
        if plain[column].isna().any():
            raise ValueError(f"releases.{column} is null in places: each row needs one.")
    _is_once("releases", plain, ["release_id"])
    plain["immature_block_count"] = numbers(
        "releases.immature_block_count", plain["immature_block_count"], is_whole=True
    ).astype(int)
    plain["has_rollout"] = numbers("releases.has_rollout", plain["has_rollout"], 0, 1, is_whole=True).astype(
        bool
    )
    unknown = set(panel["release_id"].unique()) - set(plain["release_id"])
    if unknown:
        raise ValueError(f"releases has no release_id {min(unknown, key=str)!r}: the panel has.")
    return plain


def _has_columns(name: str, frame: pd.DataFrame, columns: list[str]) -> None:
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise ValueError(f"{name} has no column {', '.join(missing)}: it needs {', '.join(columns)}.")


def _is_once(name: str, frame: pd.DataFrame, keys: list[str]) -> None:
    again = frame.loc[frame.duplicated(keys), keys]
    if not again.empty:
        key = ", ".join(f"{column} {value!r}" for column, value in again.iloc[0].to_dict().items())
        raise ValueError(f"{name} has two rows for {key}: give one row per {' x '.join(keys)}.")


def _floats(name: str, values: pd.Series, *, may_be_null: bool) -> Floats:
    try:
        floats = values.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        raise ValueError(f"{name} holds {values.dtype}: it must hold numbers.") from None
    if np.isinf(floats).any():
        raise ValueError(f"{name} is infinite in places: it must hold numbers.")
    if not may_be_null and np.isnan(floats).any():
        raise ValueError(f"{name} is null in places: each row needs a number.")
    return floats

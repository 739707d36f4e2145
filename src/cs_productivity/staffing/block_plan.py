"""From loads of deferred work, as the models tell them, to required agents, the same over each block of hours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_productivity.given_numbers import Floats
from cs_productivity.staffing.deferred_outcome import deferred_outcome
from cs_productivity.staffing.deferred_plan import DeferredPlan, required_deferred_of_each
from cs_productivity.staffing.deferred_work import DeferredWork

KEYS = ["scenario", "forecast_run_at", "channel"]
BOUNDS = ("", "_low", "_high")
COLUMNS = [
    *KEYS,
    *("interval_start_us", "required_agents", "required_agents_low", "required_agents_high"),
    *("service_level", "occupancy", "status", "status_reason"),
]
WEEK_MINUTES = 7 * 24 * 60
UNKNOWN = "The work of this interval, or of a later one, is not known, so neither is the number of agents."
CLOSED = "The channel is closed: its work waits for the next opening."


@dataclass(frozen=True)
class _Row:
    """A scenario's loads of one channel; from the place `start` on its work is known: per bound, and its blocks."""

    loads: pd.DataFrame
    start: int
    blocks: np.ndarray
    works: dict[str, DeferredWork]


def plan_blocks(loads: pd.DataFrame, backlog: pd.DataFrame, lags: pd.DataFrame) -> pd.DataFrame:
    """Return the fewest agents, flat over each block of hours, that do deferred work by its deadline.

    Work arrives with the inquiry and with whatever the customer writes later. After the last interval the last week is
    taken to come again for one deadline more: work that is due beyond the end would ask for nothing.

    Args:
        loads: a row per scenario, forecast_run_at (null for what happened), channel and interval_start_us, without
            holes: work_seconds and its low and high (null where unknown), block_start_us (null where closed),
            target_share (0 to 1), target_seconds, deadline_clock, max_occupancy and interval_minutes.
        backlog: work that is open when a forecast begins: channel, due_interval (from 0), work_us.
        lags: channel, lag_intervals and turn_share: when the work of an inquiry arrives, from its interval on.

    Returns:
        A row per load: its keys, required_agents and its low and high (null where unknown), service_level (share of
        all work that these agents do in time), occupancy, status and status_reason.

    Raises:
        ValueError: a number is out of range.
    """
    profiles = {channel: _profile(rows) for channel, rows in lags.groupby("channel")}
    ordered = loads.sort_values("interval_start_us")
    backlog = backlog.sort_values("due_interval")
    rows_of_each = []
    for (_, run_at, channel), rows in ordered.groupby(KEYS, dropna=False):
        # what happened began with no backlog that is known of
        open_work = backlog[(backlog["channel"] == channel) & pd.notna(run_at)]
        rows_of_each.append(_read(rows.reset_index(drop=True), open_work, profiles.get(channel, np.ones(1))))
    # all plans in one go: those with the same blocks are made side by side
    plans = iter(
        required_deferred_of_each([(work, one.blocks) for one in rows_of_each for work in one.works.values()])
    )
    found = [_with_plans(one, {bound: next(plans) for bound in one.works}) for one in rows_of_each]
    rows = pd.concat(found, ignore_index=True) if found else loads.reindex(columns=COLUMNS)
    for name in ("required_agents", "required_agents_low", "required_agents_high"):
        rows[name] = rows[name].astype("Float64").astype("Int64")
    # without rows nothing else tells the types
    texts = dict.fromkeys(("scenario", "channel", "status", "status_reason"), "string")
    return rows[COLUMNS].astype(texts)


def _profile(lags: pd.DataFrame) -> Floats:
    places = lags["lag_intervals"].to_numpy(int)
    return np.bincount(places, weights=lags["turn_share"].to_numpy(float))


def _read(loads: pd.DataFrame, backlog: pd.DataFrame, profile: Floats) -> _Row:
    """Read one channel's row of intervals; what comes before an interval of unknown work is left unknown."""
    is_unknown = loads["work_seconds"].isna().to_numpy()
    start = int(np.flatnonzero(is_unknown)[-1]) + 1 if is_unknown.any() else 0
    known = loads.iloc[start:]
    if not len(known):
        return _Row(loads, start, np.zeros(0), {})
    places, times = _with_tail(known)
    works = {bound: _work(known, bound, places, backlog, profile) for bound in BOUNDS}
    numbers = pd.factorize(known["block_start_us"].ffill().fillna(-1.0))[0]
    # the blocks of a week that comes again go on being numbered
    return _Row(loads, start, numbers[places] + times * (numbers.max() + 1), works)


def _with_plans(row: _Row, plans: dict[str, DeferredPlan]) -> pd.DataFrame:
    rows = row.loads.assign(
        required_agents=np.nan,
        required_agents_low=np.nan,
        required_agents_high=np.nan,
        service_level=np.nan,
        occupancy=np.nan,
        status="unknown",
        status_reason=UNKNOWN,
    )
    if not plans:
        return rows
    known = row.loads.iloc[row.start :]
    agents = {bound: plan.agents[: len(known)] for bound, plan in plans.items()}
    outcome = deferred_outcome(row.works[""], plans[""].agents)
    seats = agents[""] * row.works[""].interval_seconds
    with np.errstate(divide="ignore", invalid="ignore"):
        busy = np.where(seats > 0, outcome.done_seconds[: len(known)] / seats, np.nan)
    is_closed = known["block_start_us"].isna().to_numpy() & ~np.isnan(agents[""])
    filled = {
        "required_agents": agents[""],
        # a plan for less work may have more people in a block, if that spares more in another one
        "required_agents_low": np.fmin(agents["_low"], agents[""]),
        "required_agents_high": np.fmax(agents["_high"], agents[""]),
        "service_level": outcome.share_in_time,
        "occupancy": busy,
        "status": np.where(is_closed, "closed", plans[""].status),
        "status_reason": np.where(is_closed, CLOSED, plans[""].status_reason),
    }
    for name, values in filled.items():
        rows.loc[row.start :, name] = values
    return rows


def _work(
    known: pd.DataFrame, bound: str, places: np.ndarray, backlog: pd.DataFrame, profile: Floats
) -> DeferredWork:
    first = known.iloc[0]
    interval_seconds = float(first["interval_minutes"]) * 60
    target = float(first["target_seconds"])
    in_opening_hours = first["deadline_clock"] != "calendar"
    created = known[f"work_seconds{bound}"].to_numpy(float)[places]
    return DeferredWork(
        work_seconds=np.convolve(created, profile)[: created.size],
        is_open=known["block_start_us"].notna().to_numpy()[places],
        interval_seconds=interval_seconds,
        productive_share=float(first["max_occupancy"]),
        deadline_intervals=max(1, int(target // interval_seconds)) if in_opening_hours else None,
        deadline_seconds=None if in_opening_hours else target,
        planned_share=float(first["target_share"]),
        backlog_seconds=backlog["work_us"].to_numpy(float) / 1e6,
        backlog_due_interval=backlog["due_interval"].to_numpy(float),
    )


def _with_tail(known: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Let the last week come again until the deadline of the last interval is over.

    Returns:
        Places of the intervals, those of the last week as often as it comes, and which time it is, from 0.
    """
    first = known.iloc[0]
    week = np.arange(len(known))[-(WEEK_MINUTES // int(first["interval_minutes"])) :]
    deadline = float(first["target_seconds"]) / (float(first["interval_minutes"]) * 60)
    is_open = known["block_start_us"].notna().to_numpy()[week]
    counted = len(week) if first["deadline_clock"] == "calendar" else is_open.sum()
    again = int(np.ceil(deadline / max(1, counted)))
    places = np.concatenate([np.arange(len(known)), np.tile(week, again)])
    times = np.concatenate([np.zeros(len(known), dtype=int), np.repeat(np.arange(1, again + 1), len(week))])
    return places, times

"""How near the corrected times of frontend events come to the true ones, beside what simpler corrections give."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from accuracy.peers import CLIENT_CLOCK, FORMULA_CLOCK

# how often a request must tie both clocks together, for the promise about such sessions
BRACKET_SECONDS = 600
CORRECTED = "int_frontend_events_timed"

# Times in microseconds since 1970, UTC. A request ties both clocks where both of its events arrived and the server
# logged it.
EVENTS = f"""
with both_sides as (
    select tab_session_id, request_id
    from staging.stg_contact_tool_frontend__events
    where event_type in ('api_request', 'api_response') and request_id in (
        select request_id from staging.stg_contact_tool_backend__actions
    )
    group by tab_session_id, request_id
    having count(distinct event_type) = 2
)
select
    events.event_id, events.tab_session_id, events.sequence_no,
    epoch_us(truth.occurred_at::timestamp) as true_us,
    timed.occurred_us as product_us, timed.clock_method, timed.clock_error_us,
    epoch_us(events.{CLIENT_CLOCK}) as client_us,
    epoch_us({FORMULA_CLOCK.replace("coalesce(", "coalesce(events.", 1)}) as formula_us,
    events.event_type = 'api_request' and both_sides.request_id is not null as is_bracket
from staging.stg_contact_tool_frontend__events as events
inner join read_parquet($truth) as truth on events.event_id = truth.event_id and not truth.is_lost
left join intermediate.{CORRECTED} as timed
    on events.event_id = timed.event_id and events.client_date = timed.client_date
left join both_sides
    on events.tab_session_id = both_sides.tab_session_id and events.request_id = both_sides.request_id
order by events.tab_session_id, events.sequence_no, events.event_id
"""
WAYS = ("product", "client", "formula")


def read_events(warehouse: duckdb.DuckDBPyConnection, truth: Path) -> pd.DataFrame | str:
    """Read the frontend events that arrived, with their true and their estimated times.

    Args:
        warehouse: with the staging and intermediate models.
        truth: folder of the truth, with `frontend_events.parquet`.

    Returns:
        A row per event in order of tab session and sequence_no, or a sentence about why there are none.
    """
    has_events = warehouse.execute(
        "select count(*) > 0 from staging.stg_contact_tool_frontend__events"
    ).fetchone()[0]
    if not has_events:
        return "There are no frontend logs, and so no clocks to look at."
    if not (truth / "frontend_events.parquet").is_file():
        return "The truth does not tell when frontend events happened, so clocks are not looked at."
    has_corrected = warehouse.execute(
        "select count(*) > 0 from information_schema.tables where table_name = ?", [CORRECTED]
    ).fetchone()[0]
    if not has_corrected:
        return f"There is no model {CORRECTED}, so clocks are not looked at."
    return warehouse.execute(EVENTS, {"truth": str(truth / "frontend_events.parquet")}).df()


def errors_of(estimated_us: pd.Series, true_us: pd.Series) -> dict[str, float]:
    """Return count, median, 99th percentile and largest of the errors, in seconds; nothing else for no events."""
    error = (estimated_us - true_us).abs().dropna() / 1e6
    if not len(error):
        return {"events": 0}
    median, p99 = np.quantile(error, [0.5, 0.99])
    return {"events": len(error), "median": float(median), "p99": float(p99), "max": float(error.max())}


def inversions(events: pd.DataFrame, column: str) -> float:
    """Return how many of a million successive events of a tab session have times in the wrong order."""
    ordered = events.sort_values(["tab_session_id", "sequence_no"], kind="stable")
    is_pair = ordered["tab_session_id"].eq(ordered["tab_session_id"].shift())
    steps = ordered[column].diff()[is_pair].dropna()
    return float(1e6 * (steps < 0).mean()) if len(steps) else 0.0


def bracketed(events: pd.DataFrame) -> pd.Series:
    """Tell of each event whether its tab session has a bracket at least every ten minutes, from end to end."""
    edges = events.groupby("tab_session_id")["true_us"].agg(["min", "max"])
    brackets = events[events["is_bracket"]]
    marks = pd.concat(
        [
            brackets[["tab_session_id", "true_us"]],
            edges["min"].rename("true_us").reset_index(),
            edges["max"].rename("true_us").reset_index(),
        ]
    ).sort_values(["tab_session_id", "true_us"])
    longest = marks.groupby("tab_session_id")["true_us"].agg(lambda times: times.diff().max())
    is_bracketed = (longest <= BRACKET_SECONDS * 1e6) & longest.index.isin(brackets["tab_session_id"])
    return events["tab_session_id"].map(is_bracketed).astype(bool)


def near_bracket(events: pd.DataFrame) -> pd.Series:
    """Tell of each event whether a bracket of its tab session lies within ten minutes."""
    marks = events["true_us"].where(events["is_bracket"])
    tabs = marks.groupby(events["tab_session_id"])
    before, after = events["true_us"] - tabs.ffill(), tabs.bfill() - events["true_us"]
    return np.fmin(before, after) <= BRACKET_SECONDS * 1e6


def figures(events: pd.DataFrame) -> dict[str, object]:
    """Return errors and inversions of the project's times and of simpler ones, and the project's by method."""
    in_bracketed, near = bracketed(events), near_bracket(events)
    is_told = events["clock_error_us"].notna()
    error = (events["product_us"] - events["true_us"]).abs()
    found: dict[str, object] = {
        "by_method": {
            str(method): errors_of(rows["product_us"], rows["true_us"])
            for method, rows in events.groupby("clock_method")
        },
        "without_time": int(events["product_us"].isna().sum()),
        "within_told_error": float((error <= events["clock_error_us"])[is_told].mean()),
        "bracketed_sessions": int(events.loc[in_bracketed, "tab_session_id"].nunique()),
        "sessions": int(events["tab_session_id"].nunique()),
    }
    for way in WAYS:
        times = events[f"{way}_us"]
        found[way] = {
            "all": errors_of(times, events["true_us"]),
            "bracketed_sessions": errors_of(times[in_bracketed], events["true_us"][in_bracketed]),
            "near_a_bracket": errors_of(times[near], events["true_us"][near]),
            "inversions_per_million": inversions(events, f"{way}_us"),
        }
    return found

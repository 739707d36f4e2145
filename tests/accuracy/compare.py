"""Holds estimates of handling time against the truth, ticket by ticket; and the rules that need no truth."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

# relative errors are of tickets that took at least so long
SHORTEST_SECONDS = 1.0
# estimates are sums of microseconds and the truth is in milliseconds
TOLERANCE_SECONDS = 0.001

TICKETS = """
with visited as (
    select ticket_id, count(distinct agent_id) as true_agent_count
    from read_parquet($visits)
    where kind in ('handle', 'after_call', 'swivel', 'peek')
    group by ticket_id
)
select
    marts.ticket_id, marts.channel, marts.contact_reason, marts.team, marts.agent_key, marts.created_at,
    marts.effort_seconds as estimate, marts.effort_seconds_low as low, marts.effort_seconds_high as high,
    truth.is_under_tool_release, truth.effort_seconds as truth,
    coalesce(visited.true_agent_count, 0) as true_agent_count
from marts.fct_tickets as marts
left join read_parquet($truth) as truth on marts.ticket_id = truth.ticket_id
left join visited on marts.ticket_id = visited.ticket_id
where marts.is_counted_in_aht
order by marts.ticket_id
"""

# each second is one of the interval's five states
RESIDUAL = """
select coalesce(max(abs(
    round(online_seconds * 1e6)::bigint - round(ticket_seconds * 1e6)::bigint
    - round(no_ticket_seconds * 1e6)::bigint - round(idle_seconds * 1e6)::bigint
    - round(away_seconds * 1e6)::bigint - round(unknown_seconds * 1e6)::bigint
)), 0)
from marts.fct_agent_intervals
"""

OVERLAPS = """
with ordered as (
    select started_at, max(ended_at) over (
        partition by agent_key order by started_at, ended_at rows between unbounded preceding and 1 preceding
    ) as busy_until
    from marts.fct_work_segments
)
select count(*) from ordered where started_at < busy_until
"""


def read_tickets(warehouse: duckdb.DuckDBPyConnection, truth: Path) -> pd.DataFrame:
    """Read the tickets that AHT is the average of, each with its truth.

    Args:
        warehouse: with the marts.
        truth: folder of the truth, with `tickets.parquet` and `visits.parquet`.

    Returns:
        In order of ticket_id: what the tickets are, `estimate`, `low`, `high` and `truth` in seconds, whether they
        were handled under the tool release, and how many agents really worked on them.

    Raises:
        ValueError: a ticket has no truth, so that nothing can be said of it.
    """
    files = {"truth": str(truth / "tickets.parquet"), "visits": str(truth / "visits.parquet")}
    tickets = warehouse.execute(TICKETS, files).df()
    unknown = tickets.loc[tickets["truth"].isna(), "ticket_id"]
    if len(unknown):
        raise ValueError(f"The truth of {len(unknown)} tickets is not known, such as of {unknown.iloc[0]}.")
    return tickets


def bias(estimate: pd.Series, truth: pd.Series) -> float:
    """Return how much too high the average is, as a share of the true one."""
    return float(estimate.sum() / truth.sum() - 1)


def ticket_errors(estimate: pd.Series, truth: pd.Series) -> dict[str, float]:
    """Return the median and the 90th percentile of the tickets' relative errors; very short tickets are left out."""
    is_long = truth >= SHORTEST_SECONDS
    error = (estimate - truth).abs()[is_long] / truth[is_long]
    return {"median_error": float(error.quantile(0.5)), "p90_error": float(error.quantile(0.9))}


def inside_share(low: pd.Series, high: pd.Series, truth: pd.Series) -> float:
    """Return the share of tickets whose truth lies between their bounds."""
    return float(((low - TOLERANCE_SECONDS <= truth) & (truth <= high + TOLERANCE_SECONDS)).mean())


def mean_width(low: pd.Series, high: pd.Series, truth: pd.Series) -> float:
    """Return how far apart the bounds are on average, as a share of the true average."""
    return float((high - low).mean() / truth.mean())


def figures_of_estimate(tickets: pd.DataFrame, estimate: str) -> dict[str, float]:
    """Return the figures that any estimate has: what one column of the tickets says against their truth."""
    values = tickets[estimate]
    return {"bias": bias(values, tickets["truth"]), **ticket_errors(values, tickets["truth"])}


def figures_of_product(tickets: pd.DataFrame) -> dict[str, float]:
    """Return the figures of the project's own estimate, with those of its bounds."""
    bounds = tickets["low"], tickets["high"], tickets["truth"]
    return {
        "tickets": len(tickets),
        "true_aht_seconds": float(tickets["truth"].mean()),
        **figures_of_estimate(tickets, "estimate"),
        "inside": inside_share(*bounds),
        "below_low": float((tickets["truth"] < tickets["low"] - TOLERANCE_SECONDS).mean()),
        "above_high": float((tickets["truth"] > tickets["high"] + TOLERANCE_SECONDS).mean()),
        "mean_width": mean_width(*bounds),
    }


def by_channel(tickets: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Return the figures of the project's own estimate for each channel's tickets."""
    return {str(channel): figures_of_product(rows) for channel, rows in tickets.groupby("channel")}


def conservation(warehouse: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return by how many microseconds states fall short of time online at most, and how many segments overlap."""
    residual = warehouse.execute(RESIDUAL).fetchone()[0]
    overlaps = warehouse.execute(OVERLAPS).fetchone()[0]
    return {"residual_us": int(residual), "overlapping_segments": int(overlaps)}


def aht_of(warehouse: duckdb.DuckDBPyConnection) -> dict[str, float]:
    """Return the published average handling time and its bounds, in seconds."""
    row = warehouse.execute(
        "select avg(effort_seconds), avg(effort_seconds_low), avg(effort_seconds_high) "
        "from marts.fct_tickets where is_counted_in_aht"
    ).fetchone()
    return dict(zip(("aht", "low", "high"), map(float, row), strict=True))

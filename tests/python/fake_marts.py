"""A small made-up warehouse with the marts, for the tests of what comes after a build."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from bi.marts import STORED, load_marts

from cs_productivity.report import Figures, read_figures
from cs_productivity.summary import MARTS_READ, Summary, read_summary

ZONE = "America/New_York"
VARIABLES = {"reporting_timezone": ZONE, "interval_minutes": 30, "as_of": None}
# a Friday and a Saturday two weeks later, local days, with the change to summer time on 8 March between them
FIRST_DAY, LAST_DAY = "2026-03-06", "2026-03-21"
AS_OF = "2026-03-22 06:00:00"
CHANNELS = ("phone", "mail", "chat")
REASONS = tuple(f"reason_{number:02}" for number in range(13))
AGENT_KEY = "a9f3c0ffee"


def make_tickets(count: int = 600, seed: int = 5) -> pd.DataFrame:
    """Tickets as fct_tickets has them: times in UTC, some abandoned, merged, open, or completed by nobody."""
    random = np.random.default_rng(seed)
    start = pd.Timestamp(FIRST_DAY, tz=ZONE)
    span = pd.Timestamp(LAST_DAY, tz=ZONE) + pd.Timedelta(hours=24) - start
    created = (
        pd.DatetimeIndex(start + span * random.random(count)).tz_convert("UTC").tz_localize(None).floor("s")
    )
    state = random.choice(["completed", "abandoned", "merged", "open"], count, p=[0.7, 0.1, 0.05, 0.15])
    effort = np.where(random.random(count) < 0.05, 0.0, random.gamma(2, 200, count)).round(3)
    tickets = pd.DataFrame(
        {
            "ticket_id": [f"t{number:05}" for number in range(count)],
            "channel": random.choice(CHANNELS, count, p=[0.5, 0.3, 0.2]),
            "contact_reason": random.choice(REASONS, count),
            "team": random.choice(["east", "west"], count),
            "status": np.where(state == "completed", "closed", state),
            "created_at": created,
            "completed_at": pd.Series(created + pd.to_timedelta(random.integers(60, 9000, count), "s")).where(
                state == "completed"
            ),
            "is_completed": state == "completed",
            "is_abandoned": state == "abandoned",
            "is_merged": state == "merged",
            "agent_count": np.where(effort > 0, 1, 0),
            "effort_seconds": effort,
            "effort_seconds_low": (effort * 0.6).round(3),
            "effort_seconds_high": (effort * 1.7).round(3),
        }
    )
    # seen in the logs alone: it has no status and is no inquiry
    tickets.loc[count - 1, ["status", "is_completed", "is_abandoned", "is_merged"]] = [
        None,
        False,
        False,
        False,
    ]
    return tickets


def local(times: pd.Series, zone: str = ZONE) -> pd.Series:
    """Wall clock of UTC times in the reporting time zone."""
    return times.dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None)


def make_aht(tickets: pd.DataFrame) -> pd.DataFrame:
    """agg_aht_daily out of tickets."""
    counted = tickets[tickets.is_completed & (tickets.agent_count > 0)]
    dates = local(counted.completed_at).dt.normalize()
    keys = [dates.rename("completed_date"), counted.channel, counted.contact_reason, counted.team]
    aht = counted.groupby(keys).agg(
        ticket_count=("ticket_id", "size"),
        effort_seconds_sum=("effort_seconds", "sum"),
        effort_seconds_low_sum=("effort_seconds_low", "sum"),
        effort_seconds_high_sum=("effort_seconds_high", "sum"),
    )
    aht = aht.reset_index()
    aht["immature_count"] = aht.ticket_count.where(aht.completed_date >= "2026-03-18", 0)
    return aht


def make_volume(tickets: pd.DataFrame) -> pd.DataFrame:
    """agg_inquiry_volume out of tickets, a row for every interval and every pair that was seen."""
    asked = tickets[tickets.status.notna() & ~tickets.is_merged]
    asked = asked.assign(interval_start_at=asked.created_at.dt.floor("30min"))
    counts = asked.groupby(["interval_start_at", "channel", "contact_reason"]).size().rename("inquiry_count")
    if asked.empty:
        return counts.reset_index()
    first = pd.Timestamp(FIRST_DAY, tz=ZONE).tz_convert("UTC").tz_localize(None)
    after = (pd.Timestamp(LAST_DAY, tz=ZONE) + pd.DateOffset(days=1)).tz_convert("UTC").tz_localize(None)
    every = pd.date_range(first, after, freq="30min", inclusive="left")
    pairs = asked[["channel", "contact_reason"]].drop_duplicates()
    grid = pd.DataFrame({"interval_start_at": every}).merge(pairs, how="cross")
    return (
        grid.merge(counts.reset_index(), how="left")
        .fillna({"inquiry_count": 0})
        .astype({"inquiry_count": "int64"})
    )


def make_headcount(volume: pd.DataFrame, seed: int = 6) -> pd.DataFrame:
    """fct_required_headcount: a plan, with a forecast and another scenario that must not be mixed in."""
    plan = volume.groupby(["interval_start_at", "channel"], as_index=False)["inquiry_count"].sum()
    random = np.random.default_rng(seed)
    plan["required_agents"] = np.where(plan.inquiry_count > 0, random.integers(1, 5, len(plan)), 0).astype(
        "float64"
    )
    plan["required_agents_low"] = (plan.required_agents - 1).clip(lower=0)
    plan["required_agents_high"] = plan.required_agents + 2
    plan["paid_agents"] = np.ceil(plan.required_agents / 0.7)
    plan["scheduled_agents"] = 2.0
    plan["expected_inquiries"] = plan.inquiry_count.astype("float64")
    plan = plan.assign(
        scenario="base", staffing_model="throughput", forecast_run_at=pd.NaT, status_reason=None
    )
    noise = plan.assign(
        required_agents=99.0, required_agents_low=99.0, required_agents_high=99.0, paid_agents=99.0
    )
    return pd.concat(
        [
            plan,
            noise.assign(scenario="wild"),
            noise.assign(staffing_model="erlang_c"),
            noise.assign(forecast_run_at=pd.Timestamp("2026-03-01")),
        ],
        ignore_index=True,
    ).astype({"forecast_run_at": "datetime64[us]", "status_reason": "object"})


def make_quality() -> pd.DataFrame:
    """agg_log_quality_daily of two sources and two days."""
    return pd.DataFrame(
        {
            "loaded_date": pd.to_datetime(["2026-03-06", "2026-03-07"] * 2),
            "source": ["backend_action_logs"] * 2 + ["tickets"] * 2,
            "app_version": "all",
            "row_count": [100_000, 20_000, 3_000, 400],
            "kept_count": [98_950, 19_794, 2_963, 396],
            "delay_p50_seconds": [600.0, 900.0, 60.0, 60.0],
            "duplicate_count": [1_000, 200, 30, 4],
            "quarantined_count": [50, 6, 7, 0],
            "unmapped_count": [9, 0, 1, 0],
        }
    )


def make_arrivals() -> pd.DataFrame:
    """agg_log_arrivals_daily of one of the sources: an unusual day of long ago, two of late, and a day of silence."""
    return pd.DataFrame(
        {
            "loaded_date": pd.to_datetime(["2026-02-07", "2026-02-08", "2026-03-06", "2026-03-07"]),
            "source": "backend_action_logs",
            "row_count": [9, 500_000, 100_000, 0],
            "arrival_status": ["few", "many", "few", "not over"],
        }
    )


def make_runs() -> pd.DataFrame:
    """fct_dbt_runs of seven runs, of which the first two are too old to be told."""
    starts = pd.date_range("2026-03-01 17:00", periods=7, freq="D")
    return pd.DataFrame(
        {
            "invocation_id": [f"run-{number}" for number in range(7)],
            "started_at": starts,
            "command": "build",
            "run_status": ["succeeded"] * 5 + ["cut short", "failed"],
            "duration_seconds": [60.0] * 5 + [None, 75.0],
            "failed_nodes": [None] * 6 + ["fct_tickets_is_sound"],
        }
    )


def make_marts(tickets: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """All marts of a made-up project by name; times are UTC."""
    volume = make_volume(tickets)
    nothing = {name: pd.DataFrame(columns=list(CONTRACTS[name])) for name in MARTS_READ}
    return nothing | {
        "fct_tickets": tickets,
        "agg_aht_daily": make_aht(tickets),
        "agg_inquiry_volume": volume,
        "fct_required_headcount": make_headcount(volume),
        "agg_log_quality_daily": make_quality(),
        "agg_log_arrivals_daily": make_arrivals(),
        "fct_dbt_runs": make_runs(),
        "fct_agent_intervals": pd.DataFrame(
            {
                "interval_start_at": [pd.Timestamp("2026-03-06 15:00")],
                "agent_key": [AGENT_KEY],
                "online_seconds": [1.5],
            }
        ),
    }


CONTRACTS = load_marts()
TICKETS = make_tickets()
MARTS = make_marts(TICKETS)
# no merged ticket is an inquiry, and only work on completed tickets is averaged
ASKED = TICKETS[TICKETS.status.notna() & ~TICKETS.is_merged]
WORKED = TICKETS[TICKETS.is_completed & (TICKETS.effort_seconds > 0)]


def figure(marts: dict[str, pd.DataFrame]) -> tuple[Summary, Figures]:
    """Read the figures out of the marts as a publish does."""
    with duckdb.connect() as connection:
        for name, frame in marts.items():
            connection.register(f"{name}_frame", frame)
            connection.execute(f"create view {name} as {typed_sql(name, frame, f'{name}_frame')}")
        summary = read_summary(connection, VARIABLES, datetime.fromisoformat(AS_OF))
        return summary, read_figures(connection, summary)


def summarize(marts: dict[str, pd.DataFrame]) -> Summary:
    """The figures of the headlines and tables alone."""
    return figure(marts)[0]


def typed_sql(name: str, frame: pd.DataFrame, relation: str) -> str:
    """SQL: a relation's rows as the mart's contract has them; columns that the frame lacks are null."""
    columns = ", ".join(
        f"cast({column if column in frame else 'null'} as {STORED[said.type]}) as {column}"
        for column, said in CONTRACTS[name].items()
    )
    return f"select {columns} from {relation}"


def write_warehouse(
    path: Path, marts: dict[str, pd.DataFrame], variables: dict[str, object] = VARIABLES
) -> None:
    """Write the marts, the clock and the record of one good build into a new DuckDB file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts; create schema intermediate; create schema audit")
        for name, frame in marts.items():
            connection.register("frame", frame)
            connection.execute(f"create table marts.{name} as {typed_sql(name, frame, 'frame')}")
        connection.execute(
            f"create table intermediate.int_run_clock as select timestamp '{AS_OF}' as as_of_at"
        )
        connection.execute(
            """create table audit.dbt_invocations (invocation_id varchar, command varchar, variables varchar,
            started_at timestamp, finished_at timestamp, model_count bigint, error_count bigint,
            fail_count bigint, warn_count bigint, skip_count bigint)"""
        )
    record(path, "build", variables=variables)


def record(
    path: Path,
    command: str,
    error_count: int | None = 0,
    fail_count: int | None = 0,
    is_finished: bool = True,
    variables: dict[str, object] = VARIABLES,
) -> None:
    """Add a row to the record of dbt commands, an hour after the one before it."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            """insert into audit.dbt_invocations by name
            select 'run-' || count(*) as invocation_id, $command as command, $variables as variables,
                timestamp '2026-03-22 07:00' + interval 1 hour * count(*) as started_at,
                case when $finished then timestamp '2026-03-22 07:05' end as finished_at,
                $errors as error_count, $fails as fail_count
            from audit.dbt_invocations""",
            {
                "command": command,
                "variables": json.dumps(variables),
                "finished": is_finished,
                "errors": error_count,
                "fails": fail_count,
            },
        )

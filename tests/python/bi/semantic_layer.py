"""The semantic layer of this project, and marts to ask it about."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import sqlglot
from dbt.cli.main import dbtRunner
from dbt.deprecations import reset_deprecations
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from project import ROOT

sys.path.insert(0, str(ROOT / "analyses"))

from metricflow_on_marts import engine_on, in_schema

from bi.published import RUNS_BEFORE, UNUSUAL_DAYS, copy_marts

# not_null on marts that are views; nothing of the semantic layer
KNOWN_WARNING = "Constraint types are not supported for view materializations"

# What a desk of 12 agents and 14 days has none of, so that a forgotten filter or a sum over months is seen.
WIDEN = f"""
    {RUNS_BEFORE};
    {UNUSUAL_DAYS};
    -- two months of what happened, the second with fewer channels and other heads
    insert into marts.agg_headcount_monthly
    select * replace (
        date '2026-04-01' as month_start_date, fte + 3 as fte, fte_low + 1 as fte_low, fte_high + 5 as fte_high
    )
    from marts.agg_headcount_monthly where forecast_run_at is null and channel <> 'phone';
    update marts.agg_headcount_monthly set fte_high = fte_high + 1
    where forecast_run_at is not null and month_start_date = date '2026-04-01';
    insert into marts.agg_step_costs
    select * replace (date '2026-04-01' as month_start_date, agents_at_stake + 0.25 as agents_at_stake)
    from marts.agg_step_costs where screen <> 'unknown';
    insert into marts.agg_swivel
    select * replace (date '2026-04-01' as month_start_date, trip_count + 1 as trip_count) from marts.agg_swivel;
    insert into marts.fct_cost_drivers
    select * replace (
        'month' as period, cost + 10 as cost, cost_change + 40 as cost_change, volume_effect + 10 as volume_effect,
        mix_effect + 20 as mix_effect, aht_effect + 30 as aht_effect, rate_effect - 20 as rate_effect
    )
    from marts.fct_cost_drivers;
    -- releases with a verdict, on effort and on what must not be added to it
    update marts.fct_improvement_effects
    set verdict = case when release_id = 'rel_01' then 'improved' else 'worse' end,
        hours_delta = case when release_id = 'rel_01' then -40.5 else 3.25 end,
        headcount_delta = case when release_id = 'rel_01' then -0.3 else 0.02 end,
        cost_delta = case when release_id = 'rel_01' then -90000.5 else 7000 end
    where release_id in ('rel_01', 'rel_02') and metric in ('effort_per_ticket', 'effort_per_reply');
    update marts.fct_improvement_effects set hours_delta = 1000, verdict = 'no evidence'
    where release_id = 'rel_03' and metric = 'effort_per_ticket';
    -- heads that are not known, where none were needed; a phone that needs somebody at any time, other scenarios more
    update marts.fct_required_headcount set required_agents = null, gap = null, status = 'unknown'
    where required_agents = 0 and hour(interval_start_at) in (3, 15);
    update marts.fct_required_headcount set required_agents_low = 1
    where channel = 'phone' and scenario = 'base' and staffing_model = 'erlang_c';
    update marts.fct_required_headcount set required_agents = required_agents + 9 where scenario <> 'base';
    -- dates without orders, or of which they are not known
    update marts.agg_contact_drivers set orders = 0, per_1000_orders = null where contact_date = date '2026-03-04';
    update marts.agg_contact_drivers
    set orders = null, active_users = null, per_1000_orders = null, per_1000_active_users = null
    where contact_date = date '2026-03-11';
    update marts.agg_aht_daily set single_action_count = ticket_count // 2;
    update marts.agg_log_quality_daily set loaded_date = null
    where source = 'agents' and loaded_date = (select max(loaded_date) from marts.agg_log_quality_daily);
"""


@dataclass(frozen=True)
class Parsed:
    """What dbt made of a project: the semantic layer, the warnings, and where its own files are."""

    manifest: dict[str, Any]
    warnings: list[str]
    target_path: Path


def parse(project: Path, target_path: Path, target: str = "duckdb") -> Parsed:
    """Parse a project, on top of what was parsed before into the same place."""
    warnings: list[str] = []

    def listen(event: Any) -> None:
        if event.info.level in ("warn", "error") and KNOWN_WARNING not in event.info.msg:
            warnings.append(event.info.msg)

    # what was deprecated in other projects is not said here
    reset_deprecations()
    places = ["--project-dir", project, "--profiles-dir", project]
    places += ["--target-path", target_path, "--log-path", target_path / "logs"]
    runner = dbtRunner(callbacks=[listen])
    outcome = runner.invoke(["--quiet", "parse", "--target", target, *map(str, places)])
    assert outcome.success, outcome.exception
    manifest = json.loads((target_path / "semantic_manifest.json").read_text(encoding="utf-8"))
    return Parsed(manifest, warnings, target_path)


@contextmanager
def marts_in_memory(warehouse: Path, more: str = WIDEN) -> Iterator[duckdb.DuckDBPyConnection]:
    """Copy the marts of a warehouse into memory as tables, with some rows changed, and open them for a while."""
    with duckdb.connect() as connection:
        copy_marts(connection, warehouse)
        connection.execute(more)
        yield connection


class Layer:
    """The semantic layer on some marts: what was asked of the engine comes back as rows."""

    def __init__(self, manifest: dict[str, Any], connection: duckdb.DuckDBPyConnection) -> None:
        self.raw = manifest
        self.connection = connection
        self.manifest = in_schema(manifest, "marts")
        self.engine: MetricFlowEngine = engine_on(connection, self.manifest)

    def ask(
        self,
        metrics: Sequence[str],
        by: Sequence[str] = (),
        saved: str | None = None,
        where: Sequence[str] = (),
    ) -> list[tuple]:
        """Return the rows of a query, or of a saved one: its group-bys and its metrics, in the order given."""
        asked = (
            {"saved_query_name": saved} if saved else {"metric_names": metrics, "group_by_names": by or None}
        )
        request = MetricFlowQueryRequest.create(**asked, where_constraints=where or None)
        answer = self.engine.query(request).result_df
        places = [answer.column_name_index(name) for name in (*by, *metrics)]
        return [tuple(row[place] for place in places) for row in answer.rows]

    def sql(self, statement: str) -> list[tuple]:
        """Return the rows of a query on the marts themselves."""
        return self.connection.execute(statement).fetchall()


def differences(got: Sequence[tuple], wanted: Sequence[tuple], key_count: int) -> list[str]:
    """Say where two sets of rows differ: keys that only one has, and figures that are not the same.

    A sum in another order differs in the last digits, so figures are the same to nine of them.
    """
    said = []
    one, other = (_by_keys(rows, key_count) for rows in (got, wanted))
    for keys in sorted(one.keys() ^ other.keys(), key=str):
        said.append(f"{keys} is only in the {'answer' if keys in one else 'mart'}")
    for keys in sorted(one.keys() & other.keys(), key=str):
        if not all(map(_is_same, one[keys], other[keys])):
            said.append(f"{keys}: {one[keys]} instead of {other[keys]}")
    return said


def _is_same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def _by_keys(rows: Sequence[tuple], key_count: int) -> dict[tuple, list[float | None]]:
    """Rows by their keys; dates come with a time from one side and without from the other."""
    found = {
        tuple(value.date() if isinstance(value, datetime) else value for value in row[:key_count]): [
            None if value is None else float(value) for value in row[key_count:]
        ]
        for row in rows
    }
    assert len(found) == len(rows), "there are two rows of the same keys"
    return found


def used_columns(manifest: dict[str, Any]) -> dict[tuple[str, str], list[str]]:
    """Return what of the semantic layer stands on a column: its users by mart and column."""
    users: dict[tuple[str, str], list[str]] = {}
    marts = {model["name"]: model["node_relation"]["alias"] for model in manifest["semantic_models"]}

    def add(model: str, user: str, expression: str | None) -> None:
        for column in sqlglot.parse_one(expression or user, read="duckdb").find_all(sqlglot.exp.Column):
            users.setdefault((marts[model], column.name), []).append(user)

    for model in manifest["semantic_models"]:
        for part in (*model["entities"], *model["dimensions"]):
            add(model["name"], part["name"], part["expr"])
    for metric in manifest["metrics"]:
        if simple := metric["type_params"]["metric_aggregation_params"]:
            add(simple["semantic_model"], metric["name"], metric["type_params"]["expr"])
    return users


def missing_columns(
    used: Mapping[tuple[str, str], Sequence[str]], marts: Mapping[str, Mapping[str, Any]]
) -> list[str]:
    """Say which of the columns that the semantic layer uses the marts do not have."""
    return [
        f"{mart} has no column {column}, which {', '.join(users)} stands on"
        for (mart, column), users in used.items()
        if column not in marts[mart]
    ]

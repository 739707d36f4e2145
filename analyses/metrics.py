"""Asks the published marts for metrics, with nothing but the project's own environment.

    python analyses/metrics.py list metrics
    python analyses/metrics.py list dimensions --metrics aht_seconds
    python analyses/metrics.py query --metrics aht_seconds,completed_tickets --group-by metric_time__week,channel
    python analyses/metrics.py query --saved-query weekly_aht_by_channel --csv aht.csv

Options are those of MetricFlow's own command `mf`; docs/metrics.md tells what each metric means.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
from collections.abc import Sequence, Set
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
from metricflow.data_table.mf_table import MetricFlowDataTable
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow_on_marts import engine_on, in_schema, read_manifest
from metricflow_semantic_interfaces.implementations.semantic_manifest import PydanticSemanticManifest
from metricflow_semantics.errors.error_classes import MetricFlowException

from cs_productivity.publish import MANIFEST_FILE, MARTS_FILE
from cs_productivity.settings import SettingsError, load_settings

# Figures of a team of fewer than five tell of single persons.
SMALLEST_TEAM = "{{ Metric('handling_agents', group_by=['team']) }} >= 5"


def names(text: str) -> list[str]:
    """Split a comma-separated option."""
    return [name.strip() for name in text.split(",") if name.strip()]


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    listing = commands.add_parser("list", help="what there is to ask for")
    listing.add_argument("what", choices=["metrics", "dimensions", "saved-queries"])
    listing.add_argument("--metrics", type=names, default=[], help="whose dimensions")
    query = commands.add_parser("query", help="ask for metrics")
    query.add_argument("--metrics", type=names, default=[])
    query.add_argument(
        "--group-by", type=names, default=[], help="dimensions and entities, metric_time__week, channel"
    )
    query.add_argument(
        "--where", action="append", default=[], help="\"{{ Dimension('channel__style') }} = 'deferred'\""
    )
    query.add_argument(
        "--order", type=names, help="what to sort by, --order=-aht_seconds for the largest first"
    )
    query.add_argument("--limit", type=int)
    query.add_argument("--start-time", type=datetime.fromisoformat, help="first date, such as 2026-03-01")
    query.add_argument("--end-time", type=datetime.fromisoformat, help="last date")
    query.add_argument("--saved-query", help="a query of models/marts/_saved_queries.yml")
    query.add_argument("--decimals", type=int, default=2)
    query.add_argument("--csv", type=Path, help="write a file instead of showing a table")
    query.add_argument("--explain", action="store_true", help="show the SQL instead of running it")
    given = parser.parse_args(arguments)
    if given.command == "query" and not (given.metrics or given.saved_query):
        query.error("give --metrics or --saved-query")
    return given


def request_of(given: argparse.Namespace) -> MetricFlowQueryRequest:
    """Return the query that was asked for; one by team, or of a team, leaves small teams out."""
    where = [*given.where]
    if any("team" in asked for asked in (*given.group_by, *given.where)):
        where.append(SMALLEST_TEAM)
    return MetricFlowQueryRequest.create(
        saved_query_name=given.saved_query,
        metric_names=given.metrics or None,
        group_by_names=given.group_by or None,
        where_constraints=where or None,
        order_by_names=given.order,
        limit=given.limit,
        time_constraint_start=given.start_time,
        time_constraint_end=given.end_time,
    )


def show_list(given: argparse.Namespace, engine: MetricFlowEngine, layer: PydanticSemanticManifest) -> None:
    """Print the names of metrics, dimensions or saved queries with what they are."""
    if given.what == "metrics":
        for metric in sorted(layer.metrics, key=lambda metric: metric.name):
            if not metric.config.meta.get("is_part"):
                print(f"{metric.name:<36} {metric.label} ({metric.config.meta['unit']})")
    elif given.what == "saved-queries":
        for saved in layer.saved_queries:
            print(f"{saved.name:<36} {saved.description}")
    else:
        for group_by in engine.list_group_bys(metric_names=given.metrics or None):
            print(getattr(group_by, "dunder_name", group_by.name))


def in_order(answer: MetricFlowDataTable, metrics: Set[str]) -> MetricFlowDataTable:
    """Sort rows by what they are grouped by, nulls first."""
    keys = [place for place, name in enumerate(answer.column_names) if name not in metrics]

    def key(row: Sequence[Any]) -> list[tuple[bool, Any]]:
        return [(row[place] is not None, row[place]) for place in keys]

    return MetricFlowDataTable.create_from_rows(answer.column_names, sorted(answer.rows, key=key))


def show_answer(given: argparse.Namespace, engine: MetricFlowEngine, metrics: Set[str]) -> None:
    """Print the answer of a query or its SQL, or write it to a file."""
    request = request_of(given)
    if given.explain:
        print(engine.explain(request).sql_statement.without_descriptions.sql)
        return
    answer = engine.query(request).result_df
    if not given.order:
        answer = in_order(answer, metrics)
    if given.csv:
        with given.csv.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(answer.column_names)
            writer.writerows(answer.rows)
    else:
        print(answer.text_format(given.decimals))


def main(arguments: Sequence[str]) -> int:
    """Answer; returns 1 if the question or the place of the marts is wrong."""
    given = read_arguments(arguments)
    try:
        settings = load_settings()
        marts = settings.publish_path / MARTS_FILE
        if not marts.exists():
            raise SettingsError(f"There are no marts at {marts}: run `make build`, or set CS_PUBLISH_PATH.")
        # dates and intervals are those of the build, not of the project's defaults
        built = json.loads((settings.publish_path / MANIFEST_FILE).read_text(encoding="utf-8"))
        target = settings.project_root / os.environ.get("DBT_TARGET_PATH", "target")
        layer = in_schema(
            read_manifest(settings.project_root, target / "metrics", built["variables"]), "main"
        )
        with duckdb.connect(str(marts), read_only=True) as connection:
            engine = engine_on(connection, layer)
            if given.command == "list":
                show_list(given, engine, layer)
            else:
                show_answer(given, engine, {metric.name for metric in layer.metrics})
    except (SettingsError, MetricFlowException, duckdb.Error) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

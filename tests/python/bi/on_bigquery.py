"""The SQL that MetricFlow would send to BigQuery, rendered without BigQuery."""

from __future__ import annotations

import json
from typing import Any

from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.big_query import BigQuerySqlPlanRenderer
from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

from bi.figures import BY_METRIC, OF_EACH_KEY


class NoBigQuery:
    """All of a client that rendering asks for."""

    sql_engine_type = SqlEngine.BIGQUERY
    sql_plan_renderer = BigQuerySqlPlanRenderer()


def statements(manifest: dict[str, Any]) -> dict[str, str]:
    """Return a query of each metric, of each thing to group by, and each saved query, by what it is.

    Args:
        manifest: the semantic layer as dbt parses it for BigQuery.
    """
    layer = parse_manifest_from_dbt_generated_manifest(json.dumps(manifest))
    engine = MetricFlowEngine(semantic_manifest_lookup=SemanticManifestLookup(layer), sql_client=NoBigQuery())
    asked: dict[str, dict[str, Any]] = {}
    for metric in layer.metrics:
        source = BY_METRIC.get(metric.name)
        by = [f"metric_time__{source.grain if source else 'week'}"] if source is None or source.date else []
        asked[metric.name] = {"metric_names": [metric.name], "group_by_names": by or None}
    for metric, key in OF_EACH_KEY:
        asked[f"{metric} by {key}"] = {"metric_names": [metric], "group_by_names": [key]}
    for saved in layer.saved_queries:
        asked[f"saved query {saved.name}"] = {"saved_query_name": saved.name}
    return {
        name: engine.explain(MetricFlowQueryRequest.create(**request)).sql_statement.without_descriptions.sql
        for name, request in asked.items()
    }

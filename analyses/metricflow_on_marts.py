"""MetricFlow on the marts: the semantic layer as dbt reads it, and an engine that answers from a DuckDB connection."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
from dbt.cli.main import dbtRunner
from metricflow.data_table.mf_table import MetricFlowDataTable
from metricflow.engine.metricflow_engine import MetricFlowEngine
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantic_interfaces.implementations.semantic_manifest import PydanticSemanticManifest
from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup
from metricflow_semantics.sql.sql_bind_parameters import SqlBindParameterSet

from cs_productivity.settings import SettingsError

NO_PARAMETERS = SqlBindParameterSet()


class DuckDBClient:
    """What MetricFlow needs of a warehouse, on a DuckDB connection."""

    sql_engine_type = SqlEngine.DUCKDB
    sql_plan_renderer = DuckDbSqlPlanRenderer()

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def query(
        self, stmt: str, sql_bind_parameter_set: SqlBindParameterSet = NO_PARAMETERS
    ) -> MetricFlowDataTable:
        """Return the rows of a query."""
        result = self._connection.execute(stmt)
        names = [column[0] for column in result.description]
        return MetricFlowDataTable.create_from_rows(names, result.fetchall())

    def execute(self, stmt: str, sql_bind_parameter_set: SqlBindParameterSet = NO_PARAMETERS) -> None:
        """Run a statement."""
        self._connection.execute(stmt)

    def dry_run(self, stmt: str, sql_bind_parameter_set: SqlBindParameterSet = NO_PARAMETERS) -> None:
        """Raise what DuckDB says if a statement cannot run."""
        self._connection.execute(f"explain {stmt}")

    def close(self) -> None:
        """Leave the connection to whoever opened it."""

    def render_bind_parameter_key(self, bind_parameter_key: str) -> str:
        """Refuse parameters, as dbt's adapters do."""
        raise NotImplementedError(f"Queries have no parameters, and this one asks for {bind_parameter_key}.")


def read_manifest(project: Path, target_path: Path, variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return the semantic layer of a dbt project, as `semantic_manifest.json` has it.

    Args:
        project: the folder with dbt_project.yml and profiles.yml.
        target_path: where dbt writes, and finds what it parsed before.
        variables: dbt vars; dates and times of day are those of the var reporting_timezone.

    Raises:
        SettingsError: dbt cannot parse the project.
    """
    places = ["--project-dir", project, "--profiles-dir", project]
    places += ["--target-path", target_path, "--log-path", target_path / "logs"]
    outcome = dbtRunner().invoke(
        ["--quiet", "parse", "--target", "duckdb", "--vars", json.dumps(dict(variables)), *map(str, places)]
    )
    if not outcome.success:
        raise SettingsError(f"dbt cannot parse {project}: {outcome.exception or 'see above'}")
    return json.loads((target_path / "semantic_manifest.json").read_text(encoding="utf-8"))


def in_schema(manifest: Mapping[str, Any], schema: str) -> PydanticSemanticManifest:
    """Return a semantic layer whose marts lie in a schema of the file at hand, under their own names."""
    moved = json.loads(json.dumps(manifest))
    spines = moved["project_configuration"]["time_spines"]
    for relation in (part["node_relation"] for part in (*moved["semantic_models"], *spines)):
        relation["relation_name"] = f'"{schema}"."{relation["alias"]}"'
    return parse_manifest_from_dbt_generated_manifest(json.dumps(moved))


def engine_on(connection: duckdb.DuckDBPyConnection, manifest: PydanticSemanticManifest) -> MetricFlowEngine:
    """Return an engine that answers from the marts of a connection."""
    return MetricFlowEngine(
        semantic_manifest_lookup=SemanticManifestLookup(manifest), sql_client=DuckDBClient(connection)
    )

"""The same file of a Python model gives the same rows on DuckDB and through BigQuery DataFrames."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from environments import ensure_environment
from project import ROOT, Project

from cs_productivity.simulator import write_sample


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("models")
    write_sample(folder / "raw", agents=6, days=35)
    project = Project(folder / "raw", folder)
    project.build()
    return project


@pytest.fixture(scope="module")
def models(built: Project) -> dict[str, dict[str, Any]]:
    """The Python models of the manifest, by name."""
    nodes = json.loads((built.folder / "target" / "manifest.json").read_text())["nodes"]
    return {node["name"]: node for node in nodes.values() if node.get("language") == "python"}


@pytest.fixture(scope="module")
def results(
    built: Project, models: dict[str, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """What the models give on the local session, from the tables that DuckDB's run read."""
    folder = tmp_path_factory.mktemp("bigframes")
    read = {relation for node in models.values() for relation in node["depends_on"]["nodes"]}
    with duckdb.connect(str(built.warehouse), read_only=True) as warehouse:
        for name in (relation.rpartition(".")[2] for relation in read):
            warehouse.execute(f"copy intermediate.{name} to '{folder / f'{name}.parquet'}'")
    (folder / "results").mkdir()
    files = [str(ROOT / node["original_file_path"]) for node in models.values()]
    script = str(Path(__file__).with_name("bigframes_models.py"))
    ran = subprocess.run(
        [str(ensure_environment("bigframes")), script, str(folder), str(folder / "results"), *files],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return folder / "results"


@pytest.mark.slow
def test_every_python_model_gives_the_same_rows_on_both_engines(
    built: Project, models: dict[str, dict[str, Any]], results: Path
) -> None:
    assert models
    with duckdb.connect(str(built.warehouse), read_only=True) as warehouse:
        for name in models:
            expected = warehouse.execute(f"from intermediate.{name}").df()
            found = duckdb.sql(f"from '{results / f'{name}.parquet'}'").df()
            assert len(expected) > 0, name
            order = list(expected.columns)
            pd.testing.assert_frame_equal(
                found.sort_values(order, ignore_index=True),
                expected.sort_values(order, ignore_index=True),
                rtol=1e-9,
                obj=name,
            )

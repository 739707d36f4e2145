"""MetricFlow's own command reads the semantic layer, finds nothing wrong with it, and answers."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from project import ROOT, Project, copy_project

from bi.semantic_layer import differences

sys.path.append(str(ROOT / "tests" / "bigquery"))

from environments import ensure_environment

LIMIT_SECONDS = 300


class Mf:
    """The command, in a copy of the project that has been parsed, on a copy of the warehouse."""

    def __init__(self, project: Path, warehouse: Path) -> None:
        python = ensure_environment("metricflow", Path(__file__).parent, sees_project=True)
        self._command = str(python.with_name("mf"))
        self._project = project
        self._environment = {
            **os.environ,
            "CS_DUCKDB_PATH": str(warehouse),
            "PYTHONPATH": str(project / "src"),
            "DBT_TARGET_PATH": str(project / "target"),
            # it asks pypi.org for a newer version of itself; nothing listens here
            "HTTPS_PROXY": "http://127.0.0.1:9",
        }

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self._command, *arguments],
            cwd=self._project,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )


@pytest.fixture(scope="module")
def mf(
    built_sample: Project, semantic_manifest: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Mf:
    project = copy_project(tmp_path_factory.mktemp("mf"))
    (project / "target").mkdir()
    (project / "target" / "semantic_manifest.json").write_text(json.dumps(semantic_manifest))
    # relations are named by the file's stem
    assert built_sample.warehouse.stem == semantic_manifest["semantic_models"][0]["node_relation"]["database"]
    return Mf(project, Path(shutil.copy(built_sample.warehouse, project)))


def test_mf_finds_nothing_wrong(mf: Mf) -> None:
    done = mf("validate-configs", "--show-all")
    assert done.returncode == 0, done.stdout + done.stderr
    said = re.findall(r"\(ERRORS: (\d+), FUTURE_ERRORS: (\d+), WARNINGS: (\d+)\)", done.stdout + done.stderr)
    # the manifest by itself; then semantic models, dimensions, entities, simple metrics and metrics in the warehouse
    assert said == [("0", "0", "0")] * 6


def test_mf_answers(mf: Mf, built_sample: Project, tmp_path: Path) -> None:
    answer = tmp_path / "answer.csv"
    done = mf("query", "--quiet", "--saved-query", "weekly_service_by_channel", "--csv", str(answer))
    assert done.returncode == 0, done.stdout + done.stderr
    with answer.open(newline="") as file:
        rows = [
            (row["channel"], row["metric_time__week"][:10], row["inquiries"], row["service_level"] or None)
            for row in csv.DictReader(file)
        ]
    wanted = built_sample.query(
        """
        select channel, cast(date_trunc('week', interval_date) as date)::varchar, sum(inquiry_count),
            sum(within_target_count) / nullif(sum(inquiry_count), 0)
        from marts.agg_inquiry_volume group by all
        """
    )
    assert differences(rows, wanted, 2) == []

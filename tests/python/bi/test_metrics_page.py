"""docs/metrics.md tells what the semantic layer has, and how to ask for it."""

from __future__ import annotations

import re
import shlex
import sys
from typing import Any

import pytest
from project import ROOT

from bi import metrics_page
from bi.metrics_page import PAGE, SUBJECTS, metrics_of, saved_queries, written
from bi.semantic_layer import Layer

sys.path.insert(0, str(ROOT / "analyses"))

import metrics


def test_the_tables_are_those_of_the_yml_files() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == written(page), "run `python tests/python/bi/metrics_page.py`"


def test_a_changed_description_is_a_changed_page(monkeypatch: pytest.MonkeyPatch) -> None:
    queries = saved_queries()
    queries[0]["description"] = "Something else."
    monkeypatch.setattr(metrics_page, "saved_queries", lambda: queries)
    page = PAGE.read_text(encoding="utf-8")
    assert "Something else." in written(page) != page


def test_every_metric_is_on_the_page(semantic_manifest: dict[str, Any]) -> None:
    on_page = {metric["name"] for subject in SUBJECTS for metric in metrics_of(subject)}
    assert on_page == {metric["name"] for metric in semantic_manifest["metrics"]}
    assert {query["name"] for query in saved_queries()} == {
        query["name"] for query in semantic_manifest["saved_queries"]
    }


def test_the_questions_on_the_page_have_answers(layer: Layer) -> None:
    """Each command of the page that asks for metrics is understood as it stands there."""
    commands = re.findall(
        r"^(?:\.venv/bin/)?(?:mf|python analyses/metrics\.py) query (.*)$", PAGE.read_text(), re.M
    )
    assert len(commands) > 3
    for command in commands:
        given = metrics.read_arguments(["query", *shlex.split(command)])
        assert layer.engine.query(metrics.request_of(given)).result_df.row_count > 0, command

"""What MetricFlow would send to BigQuery is typed by the GoogleSQL analyzer, on the marts as their contracts say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from analyzer import Analyzer, running_analyzer
from bi.on_bigquery import statements
from bi.semantic_layer import parse
from environments import ensure_environment
from mart_types import declare_marts
from project import ROOT


@pytest.fixture(scope="module")
def analyzer() -> Iterator[Analyzer]:
    with running_analyzer(ensure_environment("analyzer")) as running:
        declare_marts(running, "`cs-productivity`.`marts`")
        yield running


@pytest.mark.slow
def test_every_metric_and_saved_query_is_googlesql(analyzer: Analyzer, tmp_path: Path) -> None:
    rendered = statements(parse(ROOT, tmp_path, "bigquery").manifest)
    assert len(rendered) > 200
    answers = {name: analyzer.type_statement(sql) for name, sql in rendered.items()}
    assert {name: answer.refusal for name, answer in answers.items() if answer.refusal} == {}
    assert all(answer.columns for answer in answers.values())
    # a column that no mart has is refused, and so is DuckDB's own SQL
    sql = rendered["aht_seconds"]
    assert "effort_sum" in analyzer.type_statement(sql.replace("effort_seconds_sum", "effort_sum")).refusal
    assert analyzer.type_statement(
        sql.replace("FLOAT64", "DOUBLE").replace("TIMESTAMP_TRUNC", "strftime")
    ).refusal

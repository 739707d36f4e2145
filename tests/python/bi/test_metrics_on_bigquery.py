"""Every metric and saved query is rendered for BigQuery; tests/bigquery types them as GoogleSQL."""

from __future__ import annotations

import pytest
import sqlglot
from project import ROOT
from sqlglot import exp

from bi.figures import BY_METRIC
from bi.on_bigquery import statements
from bi.semantic_layer import Parsed, parse


@pytest.fixture(scope="module")
def parsed_for_bigquery(tmp_path_factory: pytest.TempPathFactory) -> Parsed:
    return parse(ROOT, tmp_path_factory.mktemp("bigquery"), "bigquery")


@pytest.fixture(scope="module")
def rendered(parsed_for_bigquery: Parsed) -> dict[str, str]:
    return statements(parsed_for_bigquery.manifest)


def test_dbt_parses_the_layer_without_a_warning(parsed_for_bigquery: Parsed) -> None:
    assert parsed_for_bigquery.warnings == []


def test_every_metric_is_rendered_as_sql_that_parses(rendered: dict[str, str]) -> None:
    assert set(BY_METRIC) < set(rendered)
    for name, sql in rendered.items():
        tree = sqlglot.parse_one(sql, read="bigquery")
        # what the dialect does not know, such as DuckDB's strftime
        unknown = [call.name for call in tree.find_all(exp.Anonymous)]
        assert unknown == [], name
        assert list(tree.find_all(exp.AtTimeZone)) == [], name
        tables = {table.sql("bigquery") for table in tree.find_all(exp.Table) if table.db}
        assert tables, name
        assert all(table.startswith("`cs-productivity`.`marts`.") for table in tables), name


def test_dates_and_times_of_day_are_those_of_the_reporting_time_zone(rendered: dict[str, str]) -> None:
    by_time = rendered["saved query heads_of_the_coming_week"].replace("( ", "(")
    assert "format_datetime('%H:%M', datetime(interval_start_at, 'Asia/Tokyo'))" in by_time
    assert "TIMESTAMP_TRUNC(date(interval_start_at, 'Asia/Tokyo'), day)" in by_time

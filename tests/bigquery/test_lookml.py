"""The SQL that Looker makes of the LookML is SQL that the open-source GoogleSQL analyzer takes and types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from analyzer import Analyzer, running_analyzer
from bi.looker.files import parse_dashboards
from bi.looker.model import load_model
from bi.looker.sql import Query
from environments import ensure_environment
from mart_types import declare_marts

MODELS = {name: load_model(name) for name in ("cs_productivity", "cs_productivity_restricted")}
EXPLORES = [(name, explore) for name, model in MODELS.items() for explore in model.explores]
# what a dimension of a LookML type is on BigQuery
TYPES = {
    "string": {"STRING"},
    "tier": {"STRING"},
    "yesno": {"BOOL"},
    "number": {"INT64", "FLOAT64", "NUMERIC"},
}
COUNTS = {"count", "count_distinct"}


@pytest.fixture(scope="module")
def analyzer() -> Iterator[Analyzer]:
    """An analyzer that knows the marts as their contracts declare them."""
    with running_analyzer(ensure_environment("analyzer")) as running:
        declare_marts(running, "`warehouse`.`marts`")
        yield running


def in_warehouse(sql: str) -> str:
    """The query with the marts named as the analyzer knows them."""
    return re.sub(r"`marts\.(\w+)`", r"`warehouse`.`marts`.`\1`", sql)


@pytest.mark.parametrize(("model", "explore"), EXPLORES)
def test_the_fields_of_an_explore_have_the_types_that_they_say(
    model: str, explore: str, analyzer: Analyzer
) -> None:
    chosen = MODELS[model].explores[explore]
    fields = {
        name: field
        for name, field in MODELS[model].offered(chosen).items()
        if field.kind != "measure" or name.startswith(f"{chosen.base}.")
    }
    query = Query(MODELS[model], explore, date(2026, 3, 16), spelled_out=True)
    answer = analyzer.type_statement(in_warehouse(query.select(list(fields))))
    assert answer.columns, answer.refusal
    types = dict(zip(fields, (type_ for _, type_ in answer.columns), strict=True))
    for name, field in fields.items():
        if field.kind == "measure":
            assert types[name] in ({"INT64"} if field.type in COUNTS else TYPES["number"]), name
        elif field.kind == "dimension":
            assert types[name] in TYPES[field.type], name
        elif field.timeframe in ("date", "week", "month", "quarter"):
            assert types[name] == "DATE", name


def test_the_tiles_of_the_dashboards_are_queries(analyzer: Analyzer) -> None:
    model = MODELS["cs_productivity"]
    for dashboard in (each for path in model.dashboards for each in parse_dashboards(path)):
        defaults = {item["name"]: item["default_value"] for item in dashboard["filters"]}
        for tile in dashboard["elements"]:
            heard = {field: defaults[name] for name, field in tile.get("listen", {}).items()}
            query = Query(model, tile["explore"], date(2026, 3, 16), spelled_out=True)
            sql = query.select(tile["fields"], tile.get("filters", {}) | heard)
            assert analyzer.type_statement(in_warehouse(sql)).columns, (
                f"{dashboard['title']}: {tile['title']}"
            )


def test_what_bigquery_refuses_is_refused(analyzer: Analyzer) -> None:
    refused = analyzer.type_statement(in_warehouse("select ticket_id.name from `marts.fct_tickets`"))
    assert refused.columns is None and refused.refusal

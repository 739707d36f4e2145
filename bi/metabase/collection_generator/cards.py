"""What a question becomes: a card with its query and how it is drawn."""

from __future__ import annotations

import json
from typing import Any

from collection_generator.identity import entity_id
from collection_generator.parameters import question_parameter, template_tag
from collection_generator.settings import Settings
from collection_generator.source import Chart, Question, Source

# Metabase's own blue, from white
HEAT_COLORS = ["#FFFFFF", "#509EE3"]


def card_id(slug: str) -> str:
    """Return the entity id of a question."""
    return entity_id("question", slug)


def make_card(
    source: Source, settings: Settings, question: Question, sql: str, collection: str
) -> dict[str, Any]:
    """Return the card of a question, in the collection with an entity id."""
    tags = {name: template_tag(source, settings, question, name) for name in question.filters}
    return {
        "name": question.name,
        "description": question.description,
        "entity_id": card_id(question.slug),
        "creator_id": settings.creator,
        "collection_id": collection,
        "type": "question",
        "display": question.display,
        "dataset_query": {
            "lib/type": "mbql/query",
            "database": settings.database,
            # the map by names is read by more versions of Metabase than the list
            "stages": [{"lib/type": "mbql.stage/native", "native": sql, "template-tags": tags}],
        },
        "parameters": [question_parameter(source, question, name) for name in question.filters],
        "parameter_mappings": [],
        "visualization_settings": _visualization(source, question),
        "serdes/meta": [{"model": "Card", "id": card_id(question.slug), "label": question.slug}],
    }


def _visualization(source: Source, question: Question) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    if question.shows:
        settings["scalar.field"] = question.shows
    if question.chart:
        settings |= _chart(source, question.chart)
    if question.display == "table":
        settings["table.columns"] = [{"name": name, "enabled": True} for name in question.columns]
    if question.heat_map:
        # one scale for all of them, or a quiet day would look as busy as a busy one
        scale = {"type": "range", "colors": HEAT_COLORS, "min_type": "all", "max_type": "all"}
        settings["table.column_formatting"] = [{"columns": question.heat_map, **scale}]
    settings["column_settings"] = {
        json.dumps(["name", name], separators=(",", ":")): _column(source, question, name)
        for name in question.columns
    }
    return settings | question.settings


def _chart(source: Source, chart: Chart) -> dict[str, Any]:
    is_time = chart.x.endswith(("_date", "_at"))
    settings: dict[str, Any] = {
        "graph.dimensions": [chart.x, *([chart.series] if chart.series else [])],
        "graph.metrics": chart.y,
        "graph.x_axis.scale": "timeseries" if is_time else "ordinal",
        "graph.x_axis.title_text": chart.x_title or source.columns[chart.x].title,
        "graph.y_axis.title_text": chart.y_title or source.columns[chart.y[0]].title,
    }
    if chart.stacked:
        settings["stackable.stack_type"] = "stacked"
    if not chart.series:
        settings["series_settings"] = {
            name: {
                "title": source.columns[name].title,
                **({"line.style": "dashed"} if name in chart.dashed else {}),
            }
            for name in chart.y
        }
    return settings


def _column(source: Source, question: Question, name: str) -> dict[str, Any]:
    column = source.columns[name]
    # units stand in the title, where a chart's labels would repeat them
    shown: dict[str, Any] = {
        "column_title": f"{column.title} ({column.unit})" if column.unit else column.title
    }
    if column.share:
        shown["number_style"] = "percent"
    decimals = question.decimals if name in question.heat_map and question.decimals is not None else None
    decimals = column.decimals if decimals is None else decimals
    if decimals is not None:
        shown["decimals"] = decimals
    return shown

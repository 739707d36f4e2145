"""What filters become: template tags and parameters of a question, parameters of a dashboard."""

from __future__ import annotations

from typing import Any

from collection_generator.identity import unique_id
from collection_generator.settings import Settings
from collection_generator.source import Filter, Question, Source


def template_tag(source: Source, settings: Settings, question: Question, name: str) -> dict[str, Any]:
    """Return the field filter behind a {{tag}}."""
    chosen = source.filters[name]
    return {
        "id": unique_id("tag", question.slug, name),
        "name": name,
        "display-name": chosen.title,
        "type": "dimension",
        "dimension": ["field", {}, settings.field(question.filters[name])],
        "widget-type": chosen.widget,
        **_default(chosen),
    }


def question_parameter(source: Source, question: Question, name: str) -> dict[str, Any]:
    """Return the widget of a tag, under the same id."""
    return {
        "id": unique_id("tag", question.slug, name),
        **_widget(source.filters[name], name),
        "target": target(name),
    }


def dashboard_parameter(source: Source, dashboard: str, name: str) -> dict[str, Any]:
    """Return the widget of a dashboard's filter."""
    return {"id": unique_id("parameter", dashboard, name), **_widget(source.filters[name], name)}


def target(name: str) -> list[Any]:
    """Return where the value of a filter goes: to the tag of its name."""
    return ["dimension", ["template-tag", name]]


def _widget(chosen: Filter, name: str) -> dict[str, Any]:
    is_date = chosen.widget.startswith("date/")
    widget: dict[str, Any] = {
        "name": chosen.title,
        "slug": name,
        "type": chosen.widget,
        "sectionId": "date" if is_date else "string",
        **_default(chosen),
    }
    if not is_date:
        widget |= {"values_query_type": "list", "isMultiSelect": not chosen.single}
    return widget


def _default(chosen: Filter) -> dict[str, Any]:
    if chosen.default is None:
        return {}
    return {"default": chosen.default, "required": chosen.single}

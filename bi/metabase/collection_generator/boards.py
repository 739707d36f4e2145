"""What a dashboard becomes: cards on a grid of 24 columns, and filters that reach their tags."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from collection_generator.cards import card_id
from collection_generator.identity import entity_id
from collection_generator.parameters import dashboard_parameter, target
from collection_generator.settings import Settings, SourceError
from collection_generator.source import Dashboard, Source

GRID_WIDTH = 24
HEADING_HEIGHT = 1


def make_dashboard(
    source: Source, settings: Settings, dashboard: Dashboard, collection: str, position: int
) -> dict[str, Any]:
    """Return a dashboard, in the collection with an entity id.

    Raises:
        SourceError: a row is wider than the grid, or a filter reaches no card.
    """
    own_id = entity_id("dashboard", dashboard.slug)
    cards = list(_cards(source, dashboard, own_id))
    parameters = [dashboard_parameter(source, dashboard.slug, name) for name in dashboard.filters]
    reached = {mapping["parameter_id"] for card in cards for mapping in card["parameter_mappings"]}
    if idle := [parameter["slug"] for parameter in parameters if parameter["id"] not in reached]:
        raise SourceError(f"{dashboard.slug}: no card has the filter {', '.join(idle)}, take it out.")
    return {
        "name": dashboard.name,
        "description": dashboard.description,
        "entity_id": own_id,
        "creator_id": settings.creator,
        "collection_id": collection,
        "collection_position": position,
        "width": "full",
        "auto_apply_filters": True,
        "parameters": parameters,
        "tabs": [],
        "dashcards": cards,
        "serdes/meta": [{"model": "Dashboard", "id": own_id, "label": dashboard.slug}],
    }


def _cards(source: Source, dashboard: Dashboard, own_id: str) -> Iterator[dict[str, Any]]:
    top = 0
    uses: dict[str, int] = {}
    for row in dashboard.layout:
        height = row.get("height", HEADING_HEIGHT)
        left = 0
        for card in row.get("cards", [{"width": GRID_WIDTH, **row}]):
            name = card.get("question") or ("heading" if "heading" in card else "text")
            # a question may stand on a dashboard more than once; texts are counted, so that they may be reworded
            uses[name] = uses.get(name, 0) + 1
            place = {"row": top, "col": left, "size_x": card["width"], "size_y": height}
            yield _dashcard(source, dashboard, own_id, card, place, f"{name} {uses[name]}")
            left += card["width"]
        if left > GRID_WIDTH:
            raise SourceError(
                f"{dashboard.slug}: the cards in row {top} are {left} wide, and 24 is all there is."
            )
        top += height


def _dashcard(
    source: Source, dashboard: Dashboard, own_id: str, card: dict[str, Any], place: dict[str, int], name: str
) -> dict[str, Any]:
    dashcard_id = entity_id("dashcard", dashboard.slug, name)
    question = source.questions.get(card.get("question", ""))
    return {
        "entity_id": dashcard_id,
        "card_id": card_id(question.slug) if question else None,
        **place,
        "parameter_mappings": [
            {
                "card_id": card_id(question.slug),
                "parameter_id": dashboard_parameter(source, dashboard.slug, name)["id"],
                "target": target(name),
            }
            for name in dashboard.filters
            if name in question.filters
        ]
        if question
        else [],
        "series": [],
        "visualization_settings": _settings(card),
        "serdes/meta": [{"model": "Dashboard", "id": own_id}, {"model": "DashboardCard", "id": dashcard_id}],
    }


def _settings(card: dict[str, Any]) -> dict[str, Any]:
    if "heading" in card:
        return {"virtual_card": {"display": "heading"}, "text": card["heading"]}
    if "text" in card:
        return {"virtual_card": {"display": "text"}, "text": card["text"]}
    names = {"title": "card.title", "shows": "scalar.field"}
    return {setting: card[name] for name, setting in names.items() if name in card}

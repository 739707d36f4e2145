"""The dashboards of the Metabase collection: cards that exist, filters that reach them, and a grid that fits."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from bi.metabase.collection import ENGINES, Collection, read_collection

COLLECTIONS = {engine: read_collection(engine) for engine in ENGINES}
DASHBOARDS = {
    f"{engine} {name}": (collection, dashboard)
    for engine, collection in COLLECTIONS.items()
    for name, dashboard in collection.dashboards.items()
}
each_dashboard = pytest.mark.parametrize("collection, dashboard", DASHBOARDS.values(), ids=DASHBOARDS)


def test_the_dashboards_are_the_six_of_the_project() -> None:
    names = {"overview", "handling_time", "volume", "headcount", "improvement", "log_quality"}
    assert {engine: set(each.dashboards) for engine, each in COLLECTIONS.items()} == dict.fromkeys(
        ENGINES, names
    )


@each_dashboard
def test_a_dashboard_shows_questions_that_exist(collection: Collection, dashboard: dict[str, Any]) -> None:
    known = {card.document["entity_id"] for card in collection.cards.values()}
    shown = {card["card_id"] for card in dashboard["dashcards"] if card["card_id"]}
    assert shown
    assert shown <= known


def test_every_question_stands_on_a_dashboard() -> None:
    for collection in COLLECTIONS.values():
        shown = {card["card_id"] for each in collection.dashboards.values() for card in each["dashcards"]}
        assert {
            slug for slug, card in collection.cards.items() if card.document["entity_id"] not in shown
        } == set()


@each_dashboard
def test_a_filter_of_a_dashboard_reaches_tags_of_its_kind(
    collection: Collection, dashboard: dict[str, Any]
) -> None:
    cards = {card.document["entity_id"]: card for card in collection.cards.values()}
    parameters = {parameter["id"]: parameter for parameter in dashboard["parameters"]}
    reached = set()
    for dashcard in dashboard["dashcards"]:
        for mapping in dashcard["parameter_mappings"]:
            kind, (form, name) = mapping["target"]
            tag = cards[mapping["card_id"]].tags[name]
            parameter = parameters[mapping["parameter_id"]]
            assert (kind, form, mapping["card_id"]) == ("dimension", "template-tag", dashcard["card_id"])
            assert parameter["type"] == tag["widget-type"]
            assert parameter.get("default") == tag.get("default")
            reached.add(parameter["id"])
        # a filter of the dashboard that the question has, too, is no filter of something else
        if dashcard["card_id"]:
            own = {parameter["slug"] for parameter in parameters.values()} & cards[
                dashcard["card_id"]
            ].tags.keys()
            assert len(dashcard["parameter_mappings"]) == len(own)
    assert reached == parameters.keys()


@each_dashboard
def test_the_cards_of_a_dashboard_fit_the_grid_and_do_not_overlap(
    collection: Collection, dashboard: dict[str, Any]
) -> None:
    places = [(card["col"], card["row"], card["size_x"], card["size_y"]) for card in dashboard["dashcards"]]
    for col, row, width, height in places:
        assert col >= 0 and row >= 0 and width >= 1 and height >= 1 and col + width <= 24
    for one, other in combinations(places, 2):
        apart_across = one[0] + one[2] <= other[0] or other[0] + other[2] <= one[0]
        apart_down = one[1] + one[3] <= other[1] or other[1] + other[3] <= one[1]
        assert apart_across or apart_down, (one, other)

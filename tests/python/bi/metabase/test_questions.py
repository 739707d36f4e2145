"""The questions of the Metabase collection name what the marts have, and nothing that tells of single agents."""

from __future__ import annotations

import re

import pytest
from sqlglot import exp

from bi.marts import load_marts
from bi.metabase.collection import ENGINES, TAG, Card, read_collection
from bi.metabase.names import all_filters_set, parse, tables_of, unknown_names

MARTS = load_marts()
CARDS = [card for engine in ENGINES for card in read_collection(engine).cards.values()]
each_card = pytest.mark.parametrize("card", CARDS, ids=[f"{card.engine} {card.slug}" for card in CARDS])


@each_card
def test_a_question_names_tables_and_columns_that_the_marts_have(card: Card) -> None:
    assert unknown_names(card, MARTS) == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "mart, column, question",
    [
        # read by the SQL, by a filter alone, and by a join
        ("agg_aht_daily", "effort_seconds_sum", "headline_aht"),
        ("agg_inquiry_volume", "contact_reason", "service_by_channel"),
        ("dim_channels", "staffed_by", "required_and_scheduled"),
        ("dim_dates", "calendar_date", "headline_service"),
        ("agg_schedule_adherence", "agent_count", "aht_by_week"),
        ("fct_improvement_effects", "ci_low", "release_effects"),
    ],
)
def test_a_renamed_column_is_noticed(engine: str, mart: str, column: str, question: str) -> None:
    columns = {
        f"{name}_renamed" if name == column else name: declared for name, declared in MARTS[mart].items()
    }
    assert unknown_names(read_collection(engine).cards[question], {**MARTS, mart: columns}) != []


@pytest.mark.parametrize("mart", sorted({mart for card in CARDS for mart in tables_of(card)}))
def test_each_mart_that_is_read_is_held_by_a_question(mart: str) -> None:
    renamed = {f"{name}_renamed": declared for name, declared in MARTS[mart].items()}
    reader = next(card for card in CARDS if mart in tables_of(card))
    assert unknown_names(reader, {**MARTS, mart: renamed}) != []


@each_card
def test_a_question_parses_as_the_sql_of_its_engine_with_and_without_filters(card: Card) -> None:
    for values in ({}, all_filters_set(card)):
        assert parse(card, card.query(values)).find(exp.Select)


@each_card
def test_a_filter_of_dates_is_on_a_date_and_any_other_on_a_text(card: Card) -> None:
    for tag, definition in card.tags.items():
        _, _, mart, column = card.field(tag)
        wanted = "date" if definition["widget-type"].startswith("date/") else "string"
        assert MARTS[mart][column].type == wanted, tag


@each_card
def test_no_question_reads_a_mart_that_knows_single_agents_or_customers(card: Card) -> None:
    for mart in tables_of(card):
        assert {"agent_key", "customer_key", "ticket_id"}.isdisjoint(MARTS[mart]), mart


@each_card
def test_a_mart_that_counts_agents_is_read_with_the_least_of_five(card: Card) -> None:
    limits = {
        "agg_schedule_adherence": r"agent_count\)? >= 5",
        "fct_improvement_effects": r"n_agents_(treated|control) between 1 and 4",
    }
    counting = {
        mart
        for mart, columns in MARTS.items()
        if any(re.fullmatch(r"(n_)?(agent_count|agents_\w+)", name) for name in columns)
        and "agent_key" not in columns
        and mart != "agg_step_costs"
    }
    assert counting == limits.keys()
    for mart in tables_of(card) & counting:
        assert re.search(limits[mart], card.sql), mart
    # a team that is chosen must be one of enough agents
    if "team" in card.tags:
        assert "agg_schedule_adherence" in tables_of(card)


@each_card
def test_the_widgets_of_a_question_are_those_of_its_tags(card: Card) -> None:
    assert set(TAG.findall(card.sql)) == card.tags.keys()
    for parameter in card.document["parameters"]:
        tag = card.tags[parameter["slug"]]
        assert (parameter["id"], parameter["type"]) == (tag["id"], tag["widget-type"])
        assert parameter["target"] == ["dimension", ["template-tag", tag["name"]]]
        assert parameter.get("default") == tag.get("default")
    assert len(card.document["parameters"]) == len(card.tags)


@each_card
def test_a_chart_draws_columns_that_have_a_title(card: Card) -> None:
    titled = {name.split('"')[3] for name in card.settings["column_settings"]}
    drawn = {*card.settings.get("graph.dimensions", []), *card.settings.get("graph.metrics", [])}
    drawn |= {card.settings[name] for name in ("scalar.field",) if name in card.settings}
    assert drawn <= titled
    assert drawn or card.document["display"] == "table"
    assert all(shown["column_title"].strip() for shown in card.settings["column_settings"].values())

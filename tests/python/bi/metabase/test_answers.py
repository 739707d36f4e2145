"""Every question of the Metabase collection runs on the published sample, with each of its filters, and answers."""

from __future__ import annotations

import duckdb
import pytest

from bi.metabase.collection import Card, read_collection
from bi.metabase.published_marts import Published

CARDS = read_collection("duckdb").cards
each_card = pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
FIRST_WEEK = "2026-03-02~2026-03-08"
WEEKS = "2026-03-01~2026-03-15"

# no team of the sample has five agents on any day
SMALL_TEAMS = {"aht_by_team", "adherence_by_week_and_team"}


def value_of(card: Card, tag: str, marts: Published) -> list[str] | str:
    """Return a value of a filter that some rows have: both weeks, or the text of most rows."""
    _, _, mart, column = card.field(tag)
    if card.tags[tag]["widget-type"].startswith("date/"):
        return WEEKS
    texts = marts.mart(mart)[column]
    if tag == "team":
        texts = texts[texts != "night"]
    if tag == "source":
        texts = texts[texts == "frontend_event_logs"]
    return [texts.value_counts().index[0]]


@each_card
def test_a_question_returns_the_columns_that_it_formats(card: Card, published: Published) -> None:
    formatted = [name.split('"')[3] for name in card.settings["column_settings"]]
    assert list(published.ask(card.slug).columns) == formatted


@each_card
def test_a_question_answers_unless_its_teams_are_too_small(card: Card, published: Published) -> None:
    rows = published.ask(card.slug)
    assert rows.empty == (card.slug in SMALL_TEAMS)
    if card.document["display"] == "scalar":
        assert len(rows) == 1
        assert rows.notna().all(axis=None)


@each_card
def test_a_question_answers_with_each_of_its_filters_and_with_all(
    card: Card,
    larger_teams: Published,
) -> None:
    assert not larger_teams.ask(card.slug).empty
    values = {tag: value_of(card, tag, larger_teams) for tag in card.tags}
    for tag, value in values.items():
        rows = larger_teams.ask(card.slug, {tag: value})
        assert not rows.empty, tag
        assert not rows.isna().all(axis=None), tag
        # what a filter is on and what the question shows, is what was chosen
        shown = {"release": "release_name"}.get(tag, tag)
        if shown in rows and isinstance(value, list):
            assert set(rows[shown]) == set(value), tag


@each_card
def test_a_filter_makes_a_difference(card: Card, larger_teams: Published) -> None:
    everything = larger_teams.ask(card.slug)
    for tag in card.tags:
        value = FIRST_WEEK if tag == "dates" else ["nobody has this word"]
        assert not everything.equals(larger_teams.ask(card.slug, {tag: value})), tag


def test_every_question_is_written_in_plain_columns(published: Published) -> None:
    plain = {"BIGINT", "INTEGER", "DOUBLE", "VARCHAR", "DATE", "TIMESTAMP", "HUGEINT"}
    with duckdb.connect(str(published.marts), read_only=True) as reader:
        for slug, card in CARDS.items():
            types = {str(column[1]) for column in reader.execute(card.query()).description}
            assert types <= plain, slug

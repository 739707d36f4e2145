"""The questions for Metabase on BigQuery, typed by the GoogleSQL analyzer against the marts' contracts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from analyzer import Analyzer, running_analyzer
from bi.metabase.collection import Card, read_collection
from environments import ensure_environment
from mart_types import declare_marts

CARDS = read_collection("bigquery").cards
# the first start of the analyzer takes a minute
pytestmark = pytest.mark.slow

DATES = "2026-03-02~2026-03-08"


@pytest.fixture(scope="module")
def analyzer() -> Iterator[Analyzer]:
    """An analyzer that knows the marts."""
    with running_analyzer(ensure_environment("analyzer")) as running:
        declare_marts(running, "`project`.`marts`")
        yield running


def as_the_analyzer_reads_it(sql: str) -> str:
    """`marts.table` is two names to BigQuery, in or out of one pair of backticks; to the analyzer it is one."""
    columns = re.sub(r"`marts\.(\w+)`\.`(\w+)`", r"`\1`.`\2`", sql)
    return re.sub(r"`marts\.(\w+)`", r"`project`.`marts`.`\1`", columns)


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_a_question_is_sound_on_bigquery_with_and_without_its_filters(card: Card, analyzer: Analyzer) -> None:
    values = {tag: DATES if tag == "dates" else ["some", "words"] for tag in card.tags}
    for chosen in ({}, values):
        answer = analyzer.type_statement(as_the_analyzer_reads_it(card.query(chosen)))
        assert not answer.refusal, f"{answer.refusal} at {answer.line}:{answer.column}"
        assert answer.columns

"""The glossary has every word that marts and metrics are named with, and no word that nothing is named with."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from bi.marts import load_marts
from project import ROOT

from cs_productivity.effects import METRICS

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
# words of names that say what they say in any text; who names a column with another one explains it in the glossary
PLAIN = set(
    re.findall(
        r"\w+",
        """
        action active actual adjusted age agent agents answered api app at average break by calendar change closed
        completed contact copy cost count counted created currency current customer date day days described duration
        employment enabled ended error expected first forecast from grade granularity group has high hired holiday
        hours id in interval is iso key kind known last leave left level loaded low lower max meeting method metric
        minute minutes model month n name no number of on open opened orders other p paid paste pct per period
        planned predicted previous priority rank rate replied reply response returned role row run scheduled seconds
        service share single site source start started state status style sum system target team template ticket
        tickets to training trip type under unknown upper users valid value version wait week weekday weekend within
        work year
        """,
    )
)


# whatever columns are named with, a reader looks these up
FIELD = (
    *("AHT", "Effort", "Focus", "Swivel", "Matured", "Backlog", "Service level", "Abandonment", "Deflection"),
    *(
        "Contact rate",
        "Occupancy",
        "Shrinkage",
        "FTE",
        "Erlang A",
        "Erlang C",
        "Adherence",
        "Verdict",
        "Quarantine",
    ),
)


@dataclass(frozen=True)
class Entry:
    """One item of the glossary: its terms, what it says, and the names that it explains."""

    terms: tuple[str, ...]
    text: str
    names: tuple[str, ...]


def entries() -> list[Entry]:
    items = re.findall(r"^- (\*\*.+?)(?=^- |^#|\Z)", GLOSSARY, re.MULTILINE | re.DOTALL)
    return [
        Entry(
            tuple(re.findall(r"\*\*(.+?)\*\*", item)),
            " ".join(item.split()),
            tuple(re.findall(r"`(\w+)`", item)),
        )
        for item in items
    ]


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+\d*", text.lower().replace("_", " ")))


def stem(word: str) -> str:
    """A word without its ending: `inquiries` is an inquiry, `abandoned` what abandonment is about."""
    return re.sub(r"(ies|y|es|s|ed|e|ment|ion)$", "", word)


def uncovered(names: set[str]) -> set[str]:
    """Words of names that are neither plain nor in the glossary, in whatever form."""
    explained = {
        stem(word) for entry in entries() for term in (*entry.terms, *entry.names) for word in words_of(term)
    }
    words = {word for name in names for word in words_of(name)}
    return {word for word in words if word not in PLAIN and stem(word) not in explained}


def test_every_word_that_a_column_or_metric_is_named_with_is_explained() -> None:
    columns = {column for mart in load_marts().values() for column in mart}
    assert uncovered(columns | set(METRICS)) == set()


def test_a_word_that_nobody_explained_is_found() -> None:
    assert uncovered({"ticket_count", "quux_seconds"}) == {"quux"}


@pytest.mark.parametrize("term", FIELD)
def test_the_fields_own_words_are_in_it(term: str) -> None:
    assert any(term in entry.terms for entry in entries())


def test_names_in_it_are_names_of_the_marts() -> None:
    columns = {column for mart in load_marts().values() for column in mart}
    known = columns | set(METRICS)
    wrong = {name for entry in entries() for name in entry.names if name not in known}
    assert wrong == set()


def test_an_entry_is_a_sentence_or_two() -> None:
    assert len(entries()) > 50
    for entry in entries():
        for part in re.split(r"(?<=[.)]) (?=\*\*)", entry.text):
            sentences = re.split(r"[.;?](?=\s|$)", re.sub(r"`[^`]*`|\d\.\d", "", part).strip())
            assert len([sentence for sentence in sentences if sentence.strip()]) <= 4, part
            assert len(part) < 420, part
    terms = [term for entry in entries() for term in entry.terms]
    assert len(terms) == len(set(terms))

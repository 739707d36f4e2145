"""What the contract refuses in a column, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from cs_productivity.contract.faults import Fault, looks_like
from cs_productivity.contract.personal import LOOKS_LIKE, forbidden_key
from cs_productivity.contract.readings import quoted
from cs_productivity.contract.table import RawColumn

KINDS = {
    "STRING": "text",
    "INT64": "whole number",
    "FLOAT64": "number",
    "BOOL": "true or false",
    "DATE": "date (YYYY-MM-DD)",
    "TIMESTAMP": "time (YYYY-MM-DDTHH:MM:SSZ)",
}
HOUR = 3_600_000_000


@dataclass(frozen=True)
class Place:
    """Names of a column's SQL, one step after another: what stands in the file, its value, and of JSON its keys and
    its texts. `is_of_no_kind` is SQL that tells values that are not of the column's type; None where there can be none.
    `holds_text` tells whether the first is the text of a time.
    """

    given: str
    value: str
    keys: str
    texts: str
    is_of_no_kind: str | None
    holds_text: bool


def faults_of(column: RawColumn, places: Mapping[str, Place]) -> Iterator[Fault]:
    """Yield what may be wrong with a column, in the order in which it is told: the first that holds is the reason.

    Whether there is a value at all comes second; what follows is about values.

    Args:
        column: the column.
        places: of each column that the file has, by name.
    """
    rules, place = column.rules, places[column.name]
    value = place.value
    kind = "JSON" if rules.keys else KINDS[column.type]
    yield Fault(place.is_of_no_kind or "false", f"is no {kind}")
    yield Fault(f"{value} is null", "is missing" if column.is_required else None)
    if rules.keys:
        yield from _faults_of_json(column, place)
        return
    if rules.min_length is not None:
        hint = "" if column.is_required else ": write null"
        short = (
            "is an empty text" if rules.min_length == 1 else f"has fewer than {rules.min_length} characters"
        )
        is_short = f"{value} = ''" if rules.min_length == 1 else f"length({value}) < {rules.min_length}"
        yield Fault(is_short, short + hint)
    if rules.max_length is not None:
        yield Fault(f"length({value}) > {rules.max_length}", f"is longer than {rules.max_length} characters")
    for name in rules.refuses:
        yield Fault(looks_like(name, value), f"looks like {LOOKS_LIKE[name].name}")
    if rules.pattern is not None:
        yield Fault(
            f"not regexp_matches({value}, {quoted(rules.pattern)})", f"does not match {rules.pattern}"
        )
    if rules.valid_values:
        listed = ", ".join(quoted(one) for one in rules.valid_values)
        yield Fault(f"{value} not in ({listed})", f"is none of {', '.join(rules.valid_values)}")
    if rules.minimum is not None:
        yield Fault(f"{value} < {rules.minimum}", f"is below {rules.minimum}")
    if rules.maximum is not None:
        yield Fault(f"{value} > {rules.maximum}", f"is above {rules.maximum}")
    yield from _faults_of_time(column, places)


def _faults_of_time(column: RawColumn, places: Mapping[str, Place]) -> Iterator[Fault]:
    rules, place = column.rules, places[column.name]
    if rules.earliest_year is not None:
        year = rules.earliest_year
        start = int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
        # JSON Schema sees no more than the year of a text
        early = f"{place.given} < '{year}'" if place.holds_text else f"{place.value} < {start}"
        yield Fault(early, f"is before {year}")
    if rules.max_hours_after_loading is not None and "loaded_at" in places:
        hours = rules.max_hours_after_loading
        late = f"{place.value} - {places['loaded_at'].value} > {hours * HOUR}"
        yield Fault(late, f"is more than {hours} h after loaded_at")
    if rules.after is not None and rules.after in places:
        yield Fault(f"{place.value} <= {places[rules.after].value}", f"is not after {rules.after}")


def _faults_of_json(column: RawColumn, place: Place) -> Iterator[Fault]:
    """Yield what may be wrong with a JSON object, at any depth."""
    rules = column.rules.keys
    assert rules is not None
    yield Fault(f"not starts_with({place.value}, '{{')", "is no JSON object")
    good = f"regexp_matches(part, {quoted(rules.pattern)})"
    yield Fault(_any(place.keys, f"not {good}"), f"has a key that does not match {rules.pattern}")
    forbidden = f"regexp_matches(part, {quoted(forbidden_key(rules))})"
    yield Fault(
        _any(place.keys, forbidden),
        "has a key for free text or for what names a person:",
        f"list_filter({place.keys}, lambda part: {forbidden})[1]",
    )
    for name in column.rules.refuses:
        yield Fault(
            _any(place.texts, looks_like(name, "part")),
            f"has a value that looks like {LOOKS_LIKE[name].name}",
        )
    longest = rules.max_value_length
    yield Fault(
        _any(place.texts, f"length(part) > {longest}"), f"has a text of more than {longest} characters"
    )
    shape = f"not regexp_matches(part, {quoted(rules.value_pattern)})"
    yield Fault(_any(place.texts, shape), f"has a text that does not match {rules.value_pattern}")


def _any(parts: str, condition: str) -> str:
    return f"len(list_filter({parts}, lambda part: {condition})) > 0"

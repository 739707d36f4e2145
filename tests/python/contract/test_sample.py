"""Of the sample logs the check finds every kind of dirt that the simulator puts in, on the rows that have it."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from project import ROOT

from contract.given import CONTRACTS
from cs_productivity.contract.check import check
from cs_productivity.contract.files import given_files
from cs_productivity.contract.outcome import Outcome
from cs_productivity.simulator.dirt import BROKEN, EVENT_TIME, RENAMED
from cs_productivity.simulator.landing import quirks_of

START, HOUR = datetime(1990, 1, 1), timedelta(hours=1)
WORDS = {
    ("action", "macro_applied"),
    ("event_type", "mouse_gesture"),
    ("status", "on_hold"),
    ("channel", "fax"),
}
Breach = tuple[str, int, str, str]


@pytest.fixture(scope="module")
def outcome(sample_zone: Path) -> Iterator[Outcome]:
    files, refused = given_files([sample_zone], CONTRACTS)
    assert refused == []
    with check(files) as found:
        assert found.unreadable == []
        yield found


def time_of(value: Any) -> datetime | None:
    """A time of a row, UTC; of a text that is none, None."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    return value.astimezone(UTC).replace(tzinfo=None) if value is not None and value.tzinfo else value


def dirt_of(table: str, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Field and reason of the dirt of one row, by what the simulator says that it does."""
    for column in sorted({broken.column for broken in BROKEN[table]}):
        if row[column] is None:
            yield column, "is missing"
        elif row[column] == "":
            yield column, "is an empty text"
        elif column.endswith("_at") and (time := time_of(row[column])) is None:
            yield column, "is no time (YYYY-MM-DDTHH:MM:SSZ)"
        elif column.endswith("_at") and time < START:
            yield column, "is before 1990"
    server_time = EVENT_TIME.get(table)
    if server_time and table not in ("releases", "release_rollouts"):
        time = time_of(row[server_time])
        if time and time > time_of(row["loaded_at"]) + HOUR:
            yield server_time, "is more than 1 h after loaded_at"
    if table == "shifts" and row["starts_at"] and row["ends_at"] and row["ends_at"] <= row["starts_at"]:
        yield "ends_at", "is not after starts_at"
    if row.get("properties"):
        try:
            json.loads(row["properties"])
        except ValueError:
            yield "properties", "is no JSON"
    for column in ("latency_ms", "status_code", "sequence_no"):
        value = row.get(column)
        if isinstance(value, str) and not value.isdigit():
            yield column, "is no whole number"
        elif column == "latency_ms" and value is not None and value < 0:
            yield column, "is below 0"


def test_every_kind_of_dirt_is_found_on_the_rows_that_have_it(sample_zone: Path, outcome: Outcome) -> None:
    wanted: list[Breach] = []
    for table in CONTRACTS:
        for path in sorted((sample_zone / table).glob("**/*.parquet")):
            content = pq.ParquetFile(path).read()
            known = {column.name for column in CONTRACTS[table].columns}
            for name in set(content.column_names) - known:
                wanted.append((str(path), 0, name, "is not in the contract"))
            for number, row in enumerate(content.to_pylist(), 1):
                wanted += [(str(path), number, *dirt) for dirt in dirt_of(table, row)]
    assert sorted(outcome.breaches()) == sorted(wanted)
    # each kind that is asked for appears at least once
    kinds = {(Path(path).parts[-3], field) for path, row, field, _ in wanted if row}
    assert kinds >= {(table, broken.column) for table, all_broken in BROKEN.items() for broken in all_broken}
    assert Counter(field for _, row, field, _ in wanted if not row) == {"collector_batch": 2}
    assert {field for *_, field, _ in wanted} >= {"latency_ms", "properties", "status_code", "sequence_no"}


def test_words_that_nobody_has_mapped_are_found(outcome: Outcome) -> None:
    with (ROOT / "seeds" / "vocabulary" / "vocabulary_words.csv").open(newline="") as file:
        known: dict[str, set[str]] = {}
        for row in csv.DictReader(file):
            known.setdefault(row["vocabulary"], set()).add(row["word"])
    found = outcome.unmapped(known)
    renamed = {(word.column, word.unknown) for words in RENAMED.values() for word in words}
    assert {(field, word) for field, word, _ in found} == renamed | {("channel", "fax")} == WORDS
    assert all(count > 0 for *_, count in found)


def test_copies_and_late_rows_are_no_breach(outcome: Outcome) -> None:
    # the sample has both in every log, and a file in which one column is missing
    assert any(quirks_of("backend_action_logs", 14, True).values())
    assert not [reason for _, _, _, reason in outcome.breaches() if "something else" in reason]
    assert outcome.row_count > 50_000

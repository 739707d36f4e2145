"""The gate is not dead: it refuses what DuckDB takes and BigQuery does not, and takes what both take."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from analyzer import Analyzer, running_analyzer
from environments import ensure_environment
from nodes import select_of_types
from unit_tests import as_text, difference

SLIPS = Path(__file__).parent / "slips"
CALLS = [
    ("call_id", "STRING"),
    ("channel", "STRING"),
    ("started_at", "TIMESTAMP"),
    ("ended_at", "TIMESTAMP"),
    ("work_date", "DATE"),
    ("wait_seconds", "FLOAT64"),
    ("reply_count", "INT64"),
    ("is_closed", "BOOL"),
    ("properties", "STRING"),
]


def slips(folder: str) -> list[Path]:
    return sorted((SLIPS / folder).glob("*.googlesql"))


@pytest.fixture(scope="module")
def analyzer() -> Iterator[Analyzer]:
    with running_analyzer(ensure_environment("analyzer")) as running:
        for table, columns in {"calls": CALLS, "salt": [("salt", "STRING")]}.items():
            answer = running.type_statement(select_of_types(columns), f"`warehouse`.`raw`.`{table}`")
            assert answer.columns == columns
        yield running


@pytest.mark.parametrize("slip", slips("refused"), ids=lambda path: path.stem)
def test_a_slip_is_refused_for_its_own_reason(analyzer: Analyzer, slip: Path) -> None:
    sql = slip.read_text()
    answer = analyzer.type_statement(sql)
    assert answer.columns is None
    assert sql.splitlines()[0].removeprefix("-- refused: ") in answer.refusal
    assert 1 < answer.line <= len(sql.splitlines())


def test_a_unit_test_is_run_and_compared(analyzer: Analyzer) -> None:
    statement = (
        "select 1.5 as wait, timestamp '2026-01-01' as moment, 'actual' as actual_or_expected"
        "\nunion all select {wait}, timestamp '2026-01-01 09:00:00+09', 'expected'"
    )
    same = analyzer.evaluate(as_text(statement.format(wait="3 / 2")))
    assert len(same.rows) == 2
    assert difference(same.rows) == ""
    other = analyzer.evaluate(as_text(statement.format(wait="1.25")))
    assert difference(other.rows) == (
        'actual {"wait":1.5,"moment":"2026-01-01T00:00:00Z"}, expected {"wait":1.25,"moment":"2026-01-01T00:00:00Z"}'
    )
    refused = analyzer.evaluate(as_text(statement.format(wait="median(1)")))
    assert (refused.rows, refused.line) == (None, 3)
    assert "Function not found: median" in refused.refusal
    # max_by is known by its types alone
    unable = analyzer.evaluate(
        as_text(statement.format(wait="(select max_by(1.5, x) from unnest([1]) as x)"))
    )
    assert unable.rows is None
    assert unable.refusal == ""
    assert unable.failure


def test_copies_of_a_row_are_counted() -> None:
    rows = [["actual", "a"], ["actual", "a"], ["expected", "a"]]
    assert difference(rows) == "actual a"
    assert difference([*rows, ["expected", "a"]]) == ""


def test_the_evaluator_lives_in_utc(analyzer: Analyzer) -> None:
    sql = (
        "select string(timestamp '2026-01-01 23:30:00') as moment, cast(date(late) as string) as day,"
        " cast(timestamp_trunc(late, day) as string) as midnight, cast(datetime(late) as string) as clock"
        " from unnest([timestamp_seconds(1767310200)]) as late"
    )
    moment = "2026-01-01 23:30:00"
    assert analyzer.evaluate(sql).rows == [[f"{moment}+00", "2026-01-01", "2026-01-01 00:00:00+00", moment]]


@pytest.mark.parametrize("slip", slips("taken"), ids=lambda path: path.stem)
def test_good_sql_is_taken(analyzer: Analyzer, slip: Path) -> None:
    answer = analyzer.type_statement(slip.read_text())
    assert answer.refusal == ""
    assert answer.columns

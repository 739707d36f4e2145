"""Files of each format are read as they are meant, with the numbers that their rows have in the file."""

from __future__ import annotations

import csv
import gzip
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from contract.given import ACTION, CONTRACTS, EVENT, breaches_in_lines, breaches_of, lines_of
from cs_productivity.contract import readers
from cs_productivity.contract.check import check
from cs_productivity.contract.files import given_files

OTHER_FIELDS = "has another number of fields than the header"
LOADED = {"loaded_at": datetime(2026, 3, 2, 2, 0)}
AS_LANDED = {
    **ACTION,
    "occurred_at": datetime(2026, 3, 2, 1, 15, 30),
    "properties": '{"chars": 120}',
    **LOADED,
}


def in_csv(rows: list[dict[str, Any]], names: list[str] | None = None) -> str:
    """CSV of rows, of which properties are JSON text."""
    text = io.StringIO()
    names = names or list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow(
            {name: json.dumps(value) if isinstance(value, dict) else value for name, value in row.items()}
        )
    return text.getvalue()


def breaches_in_csv(folder: Path, text: str | bytes) -> list[tuple[int, str, str]]:
    path = folder / "backend_action_logs.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [breach[1:] for breach in breaches_of(path)]


def breaches_in_parquet(
    folder: Path, table: pa.Table, name: str = "backend_action_logs"
) -> list[tuple[int, str, str]]:
    path = folder / f"{name}.parquet"
    pq.write_table(table, path)
    return [breach[1:] for breach in breaches_of(path)]


def numbered(*changes: dict[str, Any], row: dict[str, Any] = ACTION) -> list[dict[str, Any]]:
    return [{**row, "log_id": f"b{place}", **change} for place, change in enumerate(changes)]


def test_lines_that_are_no_object_are_told_and_blank_ones_are_none(tmp_path: Path) -> None:
    good = [json.dumps(row) for row in numbered({}, {}, {}, {}, {})]
    lines = [
        good[0],
        "",
        "{",
        good[1] + ",",
        " \t",
        "[1]",
        "7",
        '"x"',
        "null",
        good[1][:-1] + ",}",
        f"  {good[2]} ",
    ]
    lines += [
        good[3].replace("84", "NaN"),
        good[4].replace('{"chars": 120}', '{"chars": NaN}'),
        "\x01",
        "{}{}",
    ]
    assert breaches_in_lines(tmp_path, lines) == [
        (3, "the row", "is no JSON"),
        (4, "the row", "is no JSON"),
        *((row, "the row", "is no JSON object") for row in (6, 7, 8, 9)),
        (10, "the row", "is no JSON"),
        (12, "latency_ms", "is no whole number"),
        (13, "properties", "is no JSON"),
        (14, "the row", "is no JSON"),
        (15, "the row", "is no JSON"),
    ]


def test_a_field_that_stands_twice_is_told(tmp_path: Path) -> None:
    line = json.dumps(ACTION)
    assert breaches_in_lines(tmp_path, [line[:-1] + ', "agent_id": "x"}']) == [
        (1, "agent_id", "stands twice")
    ]


@pytest.mark.parametrize(
    "name", ["backend_action_logs.jsonl", "backend_action_logs.ndjson.gz", "x/backend_action_logs/a.JSONL.GZ"]
)
def test_names_tell_the_table_and_the_format(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = lines_of([ACTION, {**ACTION, "log_id": None}]).encode()
    path.write_bytes(gzip.compress(text) if name.lower().endswith("gz") else text)
    assert breaches_of(path) == [(path.name, 2, "log_id", "is missing")]


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_a_file_without_lines_has_no_breach(tmp_path: Path, text: str) -> None:
    assert breaches_in_lines(tmp_path, [text] if text else []) == []


def test_what_is_no_utf8_is_a_matter_of_its_row(tmp_path: Path) -> None:
    path = tmp_path / "backend_action_logs.jsonl"
    good, bad, other = (
        json.dumps(row).encode() for row in numbered({}, {"action": "x?x"}, {"action": "返信"})
    )
    path.write_bytes(b"\n".join([good, bad.replace(b"x?x", b"x\xffx"), other]))
    assert breaches_of(path) == [(path.name, 2, "the row", "is no JSON")]
    text = in_csv(numbered({}, {"action": "x?x"}, {"action": "返信", "agent_id": None})).encode()
    assert breaches_in_csv(tmp_path, text.replace(b"x?x", b"x\xffx")) == [(2, "action", "is no text")]


@pytest.mark.parametrize("block", [400, 16 << 20])
def test_rows_of_csv_have_their_numbers_whatever_stands_between_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(readers, "BLOCK_BYTES", block)
    rows = in_csv(numbered(*[{}] * 9, {"log_id": None}, {}, {"status_code": "x"})).splitlines(keepends=True)
    text = "".join(
        [
            *rows[:3],
            "a,b\n",
            "\n",
            *rows[3:6],
            '"two\nlines",' + rows[6].split(",", 1)[1],
            "1" + ",2" * 20 + "\n",
        ]
    )
    text += "".join(rows[7:])
    assert breaches_in_csv(tmp_path, text) == [
        (3, "the row", OTHER_FIELDS),
        (7, "log_id", "does not match ^[!-~]+$"),
        (8, "the row", OTHER_FIELDS),
        (12, "log_id", "is missing"),
        (14, "status_code", "is no whole number"),
    ]


@pytest.mark.parametrize("block", [400, 16 << 20])
def test_rows_of_lines_have_their_numbers_whatever_stands_between_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(readers, "BLOCK_BYTES", block)
    good = [json.dumps(row) for row in numbered(*[{}] * 12)]
    lines = [*good[:2], "\x01", "", *good[2:9], "\x01\x01", "{}"]
    assert breaches_in_lines(tmp_path, lines)[:3] == [
        (3, "the row", "is no JSON"),
        (12, "the row", "is no JSON"),
        (13, "log_id", "is missing"),
    ]


def test_an_empty_field_of_csv_is_null_and_one_in_quotes_an_empty_text(tmp_path: Path) -> None:
    text = in_csv(numbered({"agent_id": None}, {"agent_id": "?", "status_code": "?"}, {"latency_ms": "84.0"}))
    assert breaches_in_csv(tmp_path, text.replace("?", '""')) == [
        (2, "agent_id", "is an empty text: write null"),
        (2, "status_code", "is no whole number"),
    ]


def test_columns_of_csv_are_told_once_for_all_rows(tmp_path: Path) -> None:
    rows = [{**row, "body": "hello", "mio@desk.example": "x", "loaded_at": "x"} for row in numbered({}, {})]
    for row in rows:
        del row["occurred_at"]
    assert sorted(breaches_in_csv(tmp_path, "\ufeff" + in_csv(rows))) == [
        (0, "a column", "is not in the contract"),
        (0, "body", "is not in the contract"),
        (0, "loaded_at", "is assigned later, not by the application"),
        (0, "occurred_at", "is missing"),
    ]
    assert breaches_in_csv(tmp_path, in_csv([], list(ACTION))) == []


def test_json_text_in_csv_is_held_to_the_same_rules(tmp_path: Path) -> None:
    texts = [
        '{"chars": 120}',
        " { } ",
        '{"chars": 12',
        "chars=80",
        "{chars: 40}",
        '{"a": 1,}',
        '{"a": NaN}',
        "[1]",
        "7",
    ]
    texts += ['{ "te\\u0078t" : 1 }', '{"a": "m\\u0040d.example"}', '{"a": "NaN,}"}']
    found = breaches_in_csv(tmp_path, in_csv(numbered(*({"properties": text} for text in texts))))
    assert found == [
        *((row, "properties", "is no JSON") for row in range(3, 8)),
        *((row, "properties", "is no JSON object") for row in (8, 9)),
        (10, "properties", "has a key for free text or for what names a person: text"),
        (11, "properties", "has a value that looks like an e-mail address"),
    ]


def test_parquet_has_landed_and_says_when(tmp_path: Path) -> None:
    rows = numbered(
        {},
        {"loaded_at": None},
        {"loaded_at": datetime(2026, 3, 2, 0, 15, 30)},
        {"loaded_at": datetime(2026, 3, 2, 0, 15, 29)},
        {"occurred_at": datetime(1970, 1, 1)},
        {"occurred_at": datetime(9999, 12, 31)},
        row=AS_LANDED,
    )
    assert breaches_in_parquet(tmp_path, pa.Table.from_pylist(rows)) == [
        (2, "loaded_at", "is missing"),
        (4, "occurred_at", "is more than 1 h after loaded_at"),
        (5, "occurred_at", "is before 1990"),
        (6, "occurred_at", "is more than 1 h after loaded_at"),
    ]
    without = pa.Table.from_pylist(rows[:1]).drop_columns(["loaded_at", "latency_ms"])
    assert breaches_in_parquet(tmp_path, without) == [(0, "loaded_at", "is missing")]
    # as the application wrote it
    assert breaches_of(tmp_path / "backend_action_logs.parquet", stage="written") == []


def test_what_the_landing_reads_without_loss_is_right_in_parquet(tmp_path: Path) -> None:
    table = pa.Table.from_pylist(numbered({}, {}, row=AS_LANDED))
    for name, values in {
        "occurred_at": pa.array([datetime(2026, 3, 2, tzinfo=UTC)] * 2, pa.timestamp("ns", tz="Asia/Tokyo")),
        "loaded_at": ["2026-03-02T09:30:00+09:00", "2026-03-02 00:30:00.000001"],
        "agent_id": pa.array([b"agent_07", None], pa.binary()),
        "status_code": ["200", " 201.0"],
        "latency_ms": [84.0, None],
        "ticket_id": [4711, 4712],
        "properties": [{"chars": 1, "tags": ["a"]}, None],
        "action": pa.array(["a", "b"]).dictionary_encode(),
    }.items():
        table = table.set_column(
            table.schema.get_field_index(name), name, [values] if isinstance(values, list) else values
        )
    assert breaches_in_parquet(tmp_path, table) == []


def test_what_the_landing_cannot_read_is_told_in_parquet(tmp_path: Path) -> None:
    table = pa.Table.from_pylist(numbered({}, {}, row=AS_LANDED))
    for name, values in {
        "occurred_at": ["2026-03-02T00:00:00Z", "n/a"],
        "loaded_at": [20260302, 20260303],
        "agent_id": pa.array([b"agent_07", b"\xff"], pa.binary()),
        "status_code": ["200", "timeout"],
        "latency_ms": [84.5, 84.0],
        "ticket_id": [{"id": "x"}, None],
        "properties": [{"text": "hello"}, {"text": None}],
    }.items():
        table = table.set_column(
            table.schema.get_field_index(name), name, [values] if isinstance(values, list) else values
        )
    table = table.append_column("row", [["a", "b"]]).append_column("Body", [["a", "b"]])
    assert breaches_in_parquet(tmp_path, table) == [
        (0, "Body", "is not in the contract"),
        (0, "row", "is not in the contract"),
        (1, "ticket_id", "is no text"),
        (1, "latency_ms", "is no whole number"),
        (1, "properties", "has a key for free text or for what names a person: text"),
        (1, "loaded_at", "is no time (YYYY-MM-DDTHH:MM:SSZ)"),
        (2, "occurred_at", "is no time (YYYY-MM-DDTHH:MM:SSZ)"),
        (2, "agent_id", "is no text"),
        (2, "status_code", "is no whole number"),
        (2, "properties", "has a key for free text or for what names a person: text"),
        (2, "loaded_at", "is no time (YYYY-MM-DDTHH:MM:SSZ)"),
    ]


def test_rows_of_parquet_have_their_numbers_over_row_groups(tmp_path: Path) -> None:
    rows = numbered(
        *({"action": None if place % 1000 == 999 else "x"} for place in range(9000)), row=AS_LANDED
    )
    path = tmp_path / "backend_action_logs" / "part-0.parquet"
    path.parent.mkdir()
    pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=777)
    assert breaches_of(path) == [
        ("part-0.parquet", row, "action", "is missing") for row in range(1000, 9001, 1000)
    ]


def test_other_tables_are_held_to_their_contracts(tmp_path: Path) -> None:
    shift = {"agent_id": "a", "starts_at": datetime(2026, 3, 2, 9), "ends_at": datetime(2026, 3, 2, 17)}
    shift |= {"activity": "work", "channel": None, "is_cancelled": False, **LOADED}
    shifts = [
        shift,
        {**shift, "activity": "nap"},
        {**shift, "ends_at": shift["starts_at"]},
        {**shift, "channel": ""},
    ]
    assert breaches_in_parquet(tmp_path, pa.Table.from_pylist(shifts), "shifts") == [
        (2, "activity", "is none of work, break, meeting, training, leave"),
        (3, "ends_at", "is not after starts_at"),
        (4, "channel", "is an empty text: write null"),
    ]
    demand = {"demand_date": date(2026, 3, 2), "orders": 7, **LOADED}
    days = [demand, {**demand, "orders": -1}, {**demand, "demand_date": date(1989, 12, 31)}]
    assert breaches_in_parquet(tmp_path, pa.Table.from_pylist(days), "demand_daily") == [
        (2, "orders", "is below 0"),
        (3, "demand_date", "is before 1990"),
    ]
    path = tmp_path / "demand_daily-march.csv"
    path.write_text("demand_date,orders\n2026-03-02,7\n2026-02-29,7\n2026-03-02T00:00:00Z,7\n")
    assert breaches_of(path) == [(path.name, row, "demand_date", "is no date (YYYY-MM-DD)") for row in (2, 3)]
    path = tmp_path / "shifts.jsonl"
    lines = [
        {
            "agent_id": "a",
            "starts_at": "2026-03-02T09:00:00Z",
            "ends_at": "2026-03-02T10:00:00Z",
            "activity": "work",
        }
    ]
    path.write_text(lines_of([{**lines[0], "is_cancelled": True}, {**lines[0], "is_cancelled": 1}]))
    assert breaches_of(path) == [(path.name, 2, "is_cancelled", "is no true or false")]


def test_an_id_that_says_something_else_is_told_over_all_files(tmp_path: Path) -> None:
    folder = tmp_path / "frontend_event_logs"
    folder.mkdir()
    later = {"sent_at_client": "2026-03-02T02:00:00Z"}
    zoned = {"occurred_at_client": "2026-03-02T01:15:30.310Z"}
    other = {"event_id": "e2", "screen": None}
    (folder / "a.jsonl").write_text(
        lines_of([EVENT, {**EVENT, **later}, {**EVENT, **zoned}, {**EVENT, **other}])
    )
    (folder / "b.jsonl").write_text(
        lines_of([{**EVENT, "screen": "search"}, {**EVENT, **other}, {**EVENT, "event_id": None}])
    )
    told = "says something else than an earlier one of the same id:"
    assert breaches_of(folder) == [
        ("b.jsonl", 1, "the row", f"{told} row 1 of {folder / 'a.jsonl'}"),
        ("b.jsonl", 3, "event_id", "is missing"),
    ]
    # a column that one of the files does not have says nothing
    names = [name for name in EVENT if name != "screen"]
    (folder / "c.csv").write_text(in_csv([{name: EVENT[name] for name in names}], names))
    assert breaches_of(folder) == [("b.jsonl", 3, "event_id", "is missing")]


def test_versions_of_a_ticket_may_say_something_else(tmp_path: Path) -> None:
    ticket = {"ticket_id": "t1", "created_at": "2026-03-02T09:00:00Z", "channel": "mail", "status": "new"}
    rows = [
        {**ticket, "updated_at": "2026-03-02T09:00:00Z"},
        {**ticket, "status": "open", "updated_at": "2026-03-02T10:00:00Z"},
    ]
    assert breaches_in_lines(tmp_path, rows, "tickets") == []


def test_words_that_nobody_has_mapped_are_counted_and_are_no_breach(tmp_path: Path) -> None:
    path = tmp_path / "backend_action_logs.jsonl"
    words = [
        "reply_sent",
        " Reply_Sent"[1:],
        "macro_applied",
        "Macro_Applied",
        "nonsense of\nmany words",
        "the whole text",
    ]
    path.write_text(lines_of(numbered(*({"action": word} for word in words))))
    files, _ = given_files([path], CONTRACTS)
    with check(files) as outcome:
        assert outcome.unmapped({"action": {"reply_sent"}}) == [
            ("action", "macro_applied", 2),
            ("action", "(no word)", 1),
        ]
        assert (outcome.row_count, outcome.breach_count, outcome.bad_row_count) == (6, 1, 1)

"""Each rule of the contract is told by row, field and reason where it is broken, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract.given import ACTION, CONTRACTS, EVENT, ROWS, breaches_in_lines

NO_TIME = "is no time (YYYY-MM-DDTHH:MM:SSZ)"
NO_ID = "does not match ^[!-~]+$"
NO_WORD = r"does not match ^[^\x00-\x20]([^\x00-\x1f]*[^\x00-\x20])?$"
NO_KEY = "has a key that does not match ^[a-z][a-z0-9_]{0,39}$"
FORBIDDEN = "has a key for free text or for what names a person:"
EMAIL, PHONE = "looks like an e-mail address", "looks like a phone number"
OF_ACTIONS = [
    ("log_id", None, "is missing"),
    ("log_id", "", "is an empty text"),
    ("log_id", 17, "is no text"),
    ("log_id", ["a"], "is no text"),
    ("log_id", "x" * 129, "is longer than 128 characters"),
    ("log_id", "a b", NO_ID),
    ("log_id", "a\n", NO_ID),
    ("agent_id", "", "is an empty text: write null"),
    ("agent_id", "mio@desk.example", EMAIL),
    ("ticket_id", "+819012345678", PHONE),
    ("action", "090-1234-5678", PHONE),
    ("action", None, "is missing"),
    ("action", " ", NO_WORD),
    ("action", "two\nlines", NO_WORD),
    ("action", "x" * 101, "is longer than 100 characters"),
    ("occurred_at", None, "is missing"),
    ("occurred_at", "", NO_TIME),
    ("occurred_at", "2026-02-30T10:00:00Z", NO_TIME),
    ("occurred_at", "2025-02-29T10:00:00Z", NO_TIME),
    ("occurred_at", "1900-02-29T10:00:00Z", NO_TIME),
    ("occurred_at", "2026-03-02", NO_TIME),
    ("occurred_at", "2026-03-02T10:00Z", NO_TIME),
    ("occurred_at", "2026-03-02T24:00:00Z", NO_TIME),
    ("occurred_at", "2026-03-02T10:00:00+0900", NO_TIME),
    ("occurred_at", "02/03/26 4pm", NO_TIME),
    ("occurred_at", "infinity", NO_TIME),
    ("occurred_at", 1772413000, NO_TIME),
    ("occurred_at", "1970-01-01T00:00:00Z", "is before 1990"),
    ("status_code", "200", "is no whole number"),
    ("status_code", 200.5, "is no whole number"),
    ("status_code", True, "is no whole number"),
    ("status_code", 99, "is below 100"),
    ("status_code", 600, "is above 599"),
    ("latency_ms", -1, "is below 0"),
    ("latency_ms", 2**63, "is no whole number"),
    ("properties", '{"chars": 120}', "is no JSON object"),
    ("properties", [1], "is no JSON object"),
    ("properties", {"Chars": 1}, NO_KEY),
    ("properties", {"mio@desk.example": 1}, NO_KEY),
    ("properties", {"a": [{"k" * 41: 1}]}, NO_KEY),
    ("properties", {"text": "hello"}, f"{FORBIDDEN} text"),
    ("properties", {"message_body": "hello"}, f"{FORBIDDEN} message_body"),
    ("properties", {"a": [{"customer_names": 1}]}, f"{FORBIDDEN} customer_names"),
    ("properties", {"a": {"b": ["x", "mio@desk.example"]}}, f"has a value that {EMAIL}"),
    ("properties", {"a": "see mio@desk.example, please"}, f"has a value that {EMAIL}"),
    ("properties", {"a": 1, "b": "03-1234-5678"}, f"has a value that {PHONE}"),
    ("properties", {"a": "x" * 65}, "has a text of more than 64 characters"),
    ("properties", {"a": ["two\nlines"]}, r"has a text that does not match ^[^\x00-\x1f]*$"),
    ("body", "hello", "is not in the contract"),
    ("loaded_at", "2026-03-02T02:00:00Z", "is assigned later, not by the application"),
]
OF_EVENTS = [
    ("sequence_no", 0, "is below 1"),
    ("sequence_no", None, "is missing"),
    ("agent_id", None, "is missing"),
    ("tab_session_id", "", "is an empty text"),
    ("occurred_at_client", "yesterday", NO_TIME),
    ("sent_at_client", "2026-03-02T10:00:00 Europe/Berlin", NO_TIME),
    ("screen", "mio@desk.example", EMAIL),
    ("received_at", "2026-03-02T02:00:00Z", "is assigned later, not by the application"),
]


@pytest.mark.parametrize(
    ("table", "cases"), [("backend_action_logs", OF_ACTIONS), ("frontend_event_logs", OF_EVENTS)]
)
def test_a_breach_is_told_with_its_row_its_field_and_its_reason(
    tmp_path: Path, table: str, cases: list
) -> None:
    id_ = CONTRACTS[table].key[0]
    rows = [{**ROWS[table], id_: f"i{place}", field: value} for place, (field, value, _) in enumerate(cases)]
    told = [(row, field, reason) for row, (field, _, reason) in enumerate(cases, 1)]
    assert breaches_in_lines(tmp_path, rows, table) == told


@pytest.mark.parametrize("table", ROWS)
def test_a_row_as_the_contract_asks_is_fine(tmp_path: Path, table: str) -> None:
    row, (id_,) = ROWS[table], CONTRACTS[table].key
    required = {column.name for column in CONTRACTS[table].columns if column.is_required}
    bare = {name: value for name, value in row.items() if name in required}
    nothing = {name: value if name in required else None for name, value in row.items()}
    rows = [row, {**bare, id_: "b"}, {**nothing, id_: "c"}, dict(reversed({**row, id_: "d"}.items()))]
    assert breaches_in_lines(tmp_path, rows, table) == []


def test_what_only_resembles_a_breach_is_fine(tmp_path: Path) -> None:
    ids = [
        "12345678",
        "090123456789",
        "00012345",
        "0001-2345-6789",
        "2026-03-02",
        "01-02-2026",
        "a@b",
        "@x",
        "react@18.2.0",
    ]
    ids += [
        "550e8400-0123-4567-8901-426614174000",
        "123456789012",
        "+1",
        "1.2.3.4",
        "0-1-2",
        "A/B:c=+",
        "x" * 128,
    ]
    times = [
        "2024-02-29T23:59:59Z",
        "2000-02-29 00:00:00",
        "2026-03-02T10:00:00.123456789-14:00",
        "1990-01-01T00:00:00Z",
    ]
    times += ["2026-12-31T23:59:59.9+14:00", "9999-12-31T00:00:00"]
    properties = [{}, {"note_count": 2, "text_length": 80, "message_id": "m1", "status": None, "ok": True}]
    properties += [
        {"a": [1, {"b": ["x" * 64, ""]}]},
        {"a": "お客様", "b": 819012345678, "c": "1.2e3", "d": "a:b,}]"},
    ]
    properties += [{"a": 'say \\" "b":', "nan": "NaN", "c": ",}"}]
    rows = [{**ACTION, "ticket_id": id_} for id_ in ids] + [{**ACTION, "occurred_at": time} for time in times]
    rows += [{**ACTION, "properties": value} for value in properties]
    rows += [
        {**ACTION, "action": "返信"},
        {**ACTION, "action": "reply sent"},
        {**ACTION, "status_code": 200.0},
    ]
    rows = [{**row, "log_id": f"i{place}"} for place, row in enumerate(rows)]
    assert breaches_in_lines(tmp_path, rows) == []


def test_clients_clocks_may_be_years_off(tmp_path: Path) -> None:
    times = ["0001-01-01T00:00:00+14:00", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00"]
    rows = [
        {**EVENT, "event_id": f"e{place}", "occurred_at_client": time} for place, time in enumerate(times)
    ]
    assert breaches_in_lines(tmp_path, rows, "frontend_event_logs") == []


@pytest.mark.parametrize(
    ("value", "likeness"),
    [
        *[
            (text, EMAIL)
            for text in ("mio@desk.example", "a.b+c@x-y.co.jp", "mio%40desk.example", "x=mio@d.ex")
        ],
        *[
            (text, EMAIL)
            for text in ("mio＠desk.example", "mio@desk．example", "<mio@desk.example>", "ミオ@例.jp")
        ],
        *[
            (text, PHONE)
            for text in ("+81 90-1234-5678", "+819012345678", "+49 (0)30 1234567", "090-1234-5678")
        ],
        *[
            (text, PHONE)
            for text in ("03-1234-5678", "0120-123-456", "(03) 1234-5678", "0171 2345678", "030/1234567")
        ],
        *[(text, PHONE) for text in ("01 23 45 67 89", "020 7946 0958", "(555) 123-4567", "555-123-4567")],
    ],
)
def test_addresses_and_numbers_of_people_are_seen_in_any_of_their_forms(
    tmp_path: Path, value: str, likeness: str
) -> None:
    found = breaches_in_lines(tmp_path, [{**ACTION, "properties": {"a": value}}])
    assert found == [(1, "properties", f"has a value that {likeness}")]


def test_a_code_in_json_hides_no_sign(tmp_path: Path) -> None:
    start = '{"occurred_at": "2026-03-02T01:15:30Z", "log_id": '
    rows = [
        start + r'"a", "action": "x", "agent_id": "mio\u0040desk.example"}',
        start + r'"b", "action": "x", "properties": {"a": "m\u0040d.example"}}',
        start + r'"c", "action": "x", "properties": {"te\u0078t": 1}}',
        start + r'"d", "action": "x", "bod\u0079": 1}',
        start + r'"e", "action": "x", "properties": {"a": "x\"text\":1"}}',
        start + r'"f\"", "action": "\u8fd4\u4fe1"}',
    ]
    assert breaches_in_lines(tmp_path, rows) == [
        (1, "agent_id", EMAIL),
        (2, "properties", f"has a value that {EMAIL}"),
        (3, "properties", f"{FORBIDDEN} text"),
        (4, "body", "is not in the contract"),
    ]


def test_each_field_of_a_row_is_told_once(tmp_path: Path) -> None:
    row = {**ACTION, "agent_id": "mio@desk.example " * 20, "action": "", "body": 1, "subject": 2}
    assert breaches_in_lines(tmp_path, [row]) == [
        (1, "agent_id", "is longer than 128 characters"),
        (1, "action", "is an empty text"),
        (1, "body", "is not in the contract"),
        (1, "subject", "is not in the contract"),
    ]

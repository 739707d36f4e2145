"""Rows of both logs, files of them, and what the check finds in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cs_productivity.contract.check import check
from cs_productivity.contract.files import given_files
from cs_productivity.contracts import load_contracts

CONTRACTS = load_contracts()
ACTION: dict[str, Any] = {
    "log_id": "b00012345",
    "occurred_at": "2026-03-02T01:15:30.250Z",
    "agent_id": "agent_07",
    "ticket_id": "t004711",
    "action": "reply_sent",
    "request_id": "6f1c2a9e-3b7d-4e57-9a51-0c8f6c1d2e3f",
    "status_code": 200,
    "latency_ms": 84,
    "properties": {"chars": 120},
}
EVENT: dict[str, Any] = {
    "event_id": "e00065584",
    "tab_session_id": "s000043",
    "sequence_no": 17,
    "agent_id": "agent_07",
    "ticket_id": "t004711",
    "event_type": "api_response",
    "screen": "ticket_detail",
    "occurred_at_client": "2026-03-02T10:15:30.310+09:00",
    "sent_at_client": "2026-03-02 01:15:35",
    "request_id": "6f1c2a9e-3b7d-4e57-9a51-0c8f6c1d2e3f",
    "app_version": "4.1.0",
    "properties": {"status": 200},
}
ROWS = {"backend_action_logs": ACTION, "frontend_event_logs": EVENT}


def lines_of(rows: list[Any]) -> str:
    """JSON Lines of rows; what is a text stands as it is."""
    return "".join(
        (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)) + "\n" for row in rows
    )


def breaches_of(
    *paths: Path, table: str | None = None, stage: str | None = None
) -> list[tuple[str, int, str, str]]:
    """File name, row, field and reason of all breaches in files, all of which can be checked."""
    files, refused = given_files(paths, CONTRACTS, table, stage)
    assert refused == []
    with check(files) as outcome:
        assert outcome.unreadable == []
        return [(Path(path).name, row, field, reason) for path, row, field, reason in outcome.breaches()]


def breaches_in_lines(
    folder: Path, rows: list[Any], table: str = "backend_action_logs"
) -> list[tuple[int, str, str]]:
    """Row, field and reason of all breaches in a file of JSON Lines."""
    path = folder / f"{table}.jsonl"
    path.write_text(lines_of(rows), encoding="utf-8")
    return [breach[1:] for breach in breaches_of(path)]

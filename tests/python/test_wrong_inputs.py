"""What users get wrong: each gets a sentence or a row in quarantine, and nothing is lost on the way."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from project import Project

NOON = datetime(2026, 3, 4, 12)


def action(log_id: str, **fields: object) -> dict[str, object]:
    return {
        "log_id": log_id,
        "occurred_at": NOON,
        "agent_id": "a1",
        "ticket_id": "t1",
        "action": "ticket_opened",
        "request_id": None,
        "status_code": 200,
        "latency_ms": 10,
        "properties": None,
        "loaded_at": datetime(2026, 3, 4, 13),
    } | fields


def ticket(ticket_id: str, **fields: object) -> dict[str, object]:
    return {
        "ticket_id": ticket_id,
        "created_at": NOON,
        "channel": "mail",
        "status": "open",
        "updated_at": NOON,
        "loaded_at": datetime(2026, 3, 4, 13),
    } | fields


def land(zone: Path, table: str, rows: list[dict[str, object]], name: str = "part-0") -> None:
    (zone / table).mkdir(parents=True, exist_ok=True)
    pd.DataFrame(rows).to_parquet(zone / table / f"{name}.parquet", index=False)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """One landing zone with everything wrong in it that does not stop a build."""
    zone = tmp_path_factory.mktemp("wrong") / "raw"
    land(
        zone,
        "backend_action_logs",
        [
            action("opened"),
            action("replied", occurred_at=datetime(2026, 3, 4, 12, 1), action="reply_sent"),
            action("unknown action", occurred_at=datetime(2026, 3, 4, 12, 2), action="Macro_Applied"),
            action("epoch", occurred_at=datetime(1970, 1, 1)),
            action("far future", occurred_at=datetime(2070, 1, 1)),
            action("loaded in the future", loaded_at=datetime(2070, 1, 1)),
        ],
    )
    texts = [
        action("text that is no time", occurred_at="yesterday"),
        action("text", occurred_at="2026-03-04T21:03:00+09:00"),
    ]
    land(zone, "backend_action_logs", texts, "text")
    land(zone, "tickets", [ticket("t1"), ticket("t2", channel="fax")])
    (zone / "tickets" / "empty.parquet").write_bytes(b"")
    whole = (zone / "tickets" / "part-0.parquet").read_bytes()
    (zone / "tickets" / "truncated.parquet").write_bytes(whole[: len(whole) // 2])
    (zone / "tickets" / "export.csv").write_text("ticket_id,created_at\nt3,2026-03-04\n")
    project = Project(zone, tmp_path_factory.mktemp("built"))
    (project.folder / "first.log").write_text(project.build().stdout)
    return project


def test_rows_that_cannot_be_are_quarantined_with_a_reason(built: Project) -> None:
    rows = built.query(
        "select log_id, reject_reason from staging.stg_contact_tool_backend__actions_quarantine"
    )
    assert dict(rows) == {
        "epoch": "occurred_at is before 1990",
        "far future": "occurred_at is more than an hour after loaded_at",
        "loaded in the future": "loaded_at is in the future",
        "text that is no time": "occurred_at is missing or unreadable",
    }
    failed = built.query(
        "select failed_columns, file_path, file_row from staging.stg_contact_tool_backend__actions_quarantine "
        "where log_id = 'text that is no time'"
    )
    assert failed == [("occurred_at", "backend_action_logs/text.parquet", 0)]


def test_an_unknown_action_is_kept_as_work_on_its_ticket_and_counted(built: Project) -> None:
    # three signs a minute apart, and the zoned text is a fourth, of 12:03 UTC
    assert built.query(
        "select action_count, effort_seconds from marts.fct_tickets where ticket_id = 't1'"
    ) == [(4, 180)]
    unmapped = "select sum(unmapped_count)::bigint from marts.agg_log_quality_daily where source = "
    assert built.query(unmapped + "'backend_action_logs'") == [(1,)]


def test_an_unknown_channel_is_kept_and_counted(built: Project) -> None:
    assert built.query("select channel from marts.fct_tickets where ticket_id = 't2'") == [("fax",)]
    assert built.query("select is_known, style from marts.dim_channels where channel = 'fax'") == [
        (False, "deferred")
    ]
    assert built.query(
        "select sum(unmapped_count)::bigint from marts.agg_log_quality_daily where source = 'tickets'"
    ) == [(1,)]


def test_files_that_cannot_be_read_are_left_out_and_said(built: Project) -> None:
    said = (built.folder / "first.log").read_text()
    for name in ("empty.parquet", "truncated.parquet", "export.csv"):
        assert name in said
    left_out = built.query("select file_path from raw.landed_files where status <> 'read' order by file_path")
    assert left_out == [("tickets/empty.parquet",), ("tickets/export.csv",), ("tickets/truncated.parquet",)]


def refused(project: Project) -> str:
    result = project.run("build")
    assert result.returncode != 0
    return " ".join(result.stdout.split())


def test_a_missing_landing_zone_is_said(tmp_path: Path) -> None:
    assert "nowhere" in refused(Project(tmp_path / "nowhere", tmp_path / "built"))


def test_a_missing_required_table_is_said(built: Project, tmp_path: Path) -> None:
    shutil.copytree(built.raw_path / "tickets", tmp_path / "raw" / "tickets")
    assert "backend_action_logs" in refused(Project(tmp_path / "raw", tmp_path / "built"))


def test_csv_instead_of_parquet_is_said(built: Project, tmp_path: Path) -> None:
    shutil.copytree(built.raw_path / "backend_action_logs", tmp_path / "raw" / "backend_action_logs")
    (tmp_path / "raw" / "tickets").mkdir()
    shutil.copy(built.raw_path / "tickets" / "export.csv", tmp_path / "raw" / "tickets")
    said = refused(Project(tmp_path / "raw", tmp_path / "built"))
    assert "tickets" in said
    assert "Parquet" in said

"""A change of the contract that breaks somebody needs a new major version; any other one a higher version."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from project import ROOT

from contract.given import CONTRACTS
from cs_productivity.contract.schemas import write_schemas
from cs_productivity.contract.table import RawColumn, RawTable
from cs_productivity.contract.versions import breaks, check_version, record
from cs_productivity.settings import SettingsError

LOG = CONTRACTS["backend_action_logs"]
OLD = record(LOG)


def with_column(changed: str, /, *, rules: dict[str, Any] | None = None, **changes: Any) -> RawTable:
    """The log with another column in the place of one."""
    (column,) = (column for column in LOG.columns if column.name == changed)
    if rules:
        changes["rules"] = replace(column.rules, **rules)
    columns = [replace(column, **changes) if column.name == changed else column for column in LOG.columns]
    return replace(LOG, columns=tuple(columns))


def without(name: str, *more: RawColumn) -> RawTable:
    return replace(LOG, columns=(*(column for column in LOG.columns if column.name != name), *more))


def with_keys(**changes: Any) -> RawTable:
    (keys,) = (column.rules.keys for column in LOG.columns if column.rules.keys)
    return with_column("properties", rules={"keys": replace(keys, **changes)})


ENDINGS = tuple(OLD["columns"]["properties"]["forbidden_endings"])


@pytest.mark.parametrize(
    ("table", "what"),
    [
        (without("latency_ms"), ["no latency_ms"]),
        (with_column("latency_ms", name="latency"), ["no latency_ms"]),
        (with_column("latency_ms", type="FLOAT64"), ["latency_ms: type was INT64 and is FLOAT64"]),
        (with_column("ticket_id", is_required=True), ["ticket_id: is_required was nothing and is True"]),
        (without("", RawColumn("region", "STRING", True, "")), ["region is required"]),
        (with_column("request_id", is_unique=True), ["request_id: is_unique was nothing and is True"]),
        (
            with_column("ticket_id", assigned_at="landing"),
            ["ticket_id: assigned_at was event and is landing"],
        ),
        (replace(LOG, key=("ticket_id",)), ["another key"]),
        (replace(LOG, is_log=False), ["it is no log any more"]),
        (with_column("ticket_id", rules={"max_length": 8}), ["ticket_id: max_length was 128 and is 8"]),
        (with_column("ticket_id", rules={"min_length": 2}), ["ticket_id: min_length was 1 and is 2"]),
        (with_column("ticket_id", rules={"pattern": "^t"}), ["ticket_id: pattern was ^[!-~]+$ and is ^t"]),
        (with_column("latency_ms", rules={"maximum": 9}), ["latency_ms: maximum was nothing and is 9"]),
        (with_column("status_code", rules={"minimum": 200}), ["status_code: minimum was 100 and is 200"]),
        (
            with_column("occurred_at", rules={"earliest_year": 2026}),
            ["occurred_at: earliest_year was 1990 and is 2026"],
        ),
        (
            with_column("occurred_at", rules={"after": "loaded_at"}),
            ["occurred_at: after was nothing and is loaded_at"],
        ),
        (
            with_column("action", rules={"valid_values": ("a",)}),
            ["action: valid_values was nothing and is a"],
        ),
        (with_keys(max_value_length=9), ["properties: max_value_length was 64 and is 9"]),
        (with_keys(pattern="^b"), ["properties: key_pattern was ^[a-z][a-z0-9_]{0,39}$ and is ^b"]),
        (with_column("properties", rules={"keys": None}), ["properties: is_json was True and is nothing"]),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_what_breaks_somebody_needs_a_new_major_version(table: RawTable, what: list[str]) -> None:
    assert breaks(OLD, record(table)) == what
    for version in ("1.0.0", "1.0.1", "1.1.0"):
        with pytest.raises(SettingsError, match=r"raise its version to 2\.0\.0") as refusal:
            check_version(LOG.name, OLD, record(replace(table, version=version)))
        assert what[0] in str(refusal.value) and "\n" not in str(refusal.value)
    check_version(LOG.name, OLD, record(replace(table, version="2.0.0")))


def test_a_required_table_and_lists_that_refuse_more_break_too() -> None:
    agents = CONTRACTS["agents"]
    assert breaks(record(agents), record(replace(agents, is_required=True))) == ["the table is required"]
    (more,) = breaks(OLD, record(with_keys(forbidden_endings=(*ENDINGS, "city"))))
    assert more.startswith("properties: forbidden_endings was ")
    shifts = CONTRACTS["shifts"]
    fewer = tuple(
        replace(column, rules=replace(column.rules, valid_values=("work",)))
        if column.name == "activity"
        else column
        for column in shifts.columns
    )
    assert breaks(record(shifts), record(replace(shifts, columns=fewer))) == [
        "activity: valid_values was work, break, meeting, training, leave and is work"
    ]


@pytest.mark.parametrize(
    "table",
    [
        without("", RawColumn("region", "STRING", False, "")),
        with_column("log_id", is_required=False),
        with_column("log_id", is_unique=False),
        with_column("ticket_id", rules={"max_length": 300}),
        with_column("ticket_id", rules={"pattern": None}),
        with_column("ticket_id", rules={"refuses": ("email_address",)}),
        with_column("status_code", rules={"minimum": 0, "maximum": None}),
        with_column("occurred_at", rules={"max_hours_after_loading": 2}),
        with_column("action", rules={"vocabulary": "other"}),
        with_keys(forbidden_endings=ENDINGS[1:]),
    ],
)
def test_what_breaks_nobody_needs_a_new_minor_version(table: RawTable) -> None:
    assert breaks(OLD, record(table)) == []
    for version in ("1.0.0", "1.0.1", "0.9.0"):
        with pytest.raises(SettingsError, match=r"has changed: raise its version to 1\.1\.0"):
            check_version(LOG.name, OLD, record(replace(table, version=version)))
    check_version(LOG.name, OLD, record(replace(table, version="1.1.0")))


def test_without_a_change_a_version_may_rise_and_not_fall() -> None:
    check_version(LOG.name, None, OLD)
    check_version(LOG.name, OLD, OLD)
    check_version(LOG.name, OLD, record(replace(LOG, version="1.0.1")))
    with pytest.raises(SettingsError, match=r"raise its version to 1\.0\.1"):
        check_version(LOG.name, OLD, record(replace(LOG, version="0.9.9")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the contracts."""
    return Path(shutil.copytree(ROOT / "contracts", tmp_path / "contracts"))


def edit(path: Path, change: Callable[[str], str]) -> None:
    text = path.read_text(encoding="utf-8")
    assert change(text) != text
    path.write_text(change(text), encoding="utf-8")


def renamed(text: str) -> str:
    return text.replace("name: priority", "name: urgency")


def retyped(text: str) -> str:
    return text.replace("logicalType: boolean", "logicalType: string").replace("Type: BOOL", "Type: STRING")


def newly_required(text: str) -> str:
    return text.replace("required: false", "required: true", 1)


def removed(text: str) -> str:
    start, end = (text.index(f"      - name: {name}") for name in ("active_users", "loaded_at"))
    return text[:start] + text[end:]


def widened(text: str) -> str:
    return text.replace("maxLength: 100", "maxLength: 120")


def reworded(text: str) -> str:
    return text.replace("HTTP status of the call", "The call's HTTP status")


@pytest.mark.parametrize(
    ("table", "change", "version"),
    [
        ("tickets", renamed, "2.0.0"),
        ("agents", retyped, "2.0.0"),
        ("backend_action_logs", newly_required, "2.0.0"),
        ("demand_daily", removed, "2.0.0"),
        ("tickets", widened, "1.1.0"),
        ("backend_action_logs", reworded, None),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_the_command_refuses_a_contract_that_changed_under_its_version(
    folder: Path, table: str, change: Callable[[str], str], version: str | None
) -> None:
    written = {path: path.read_bytes() for path in folder.rglob("*.json")}
    edit(
        folder / f"{table}.yml",
        lambda text: change(text).replace("format: yyyy-MM-dd", "minimum: 1990-01-01"),
    )
    wanted = f"raise its version to {version}" if version else "raise its version"
    with pytest.raises(SettingsError, match=wanted):
        write_schemas(folder)
    assert {path: path.read_bytes() for path in folder.rglob("*.json")} == written
    edit(
        folder / f"{table}.yml", lambda text: text.replace("version: 1.0.0", f"version: {version or '1.0.1'}")
    )
    write_schemas(folder)
    # applications may still write by an earlier version
    assert {path for path in written if path.name != "released.json"} <= set(folder.rglob("*.json"))
    assert write_schemas(folder)


def test_a_contract_that_is_gone_is_said(folder: Path) -> None:
    (folder / "shifts.yml").unlink()
    with pytest.raises(SettingsError, match="There is no contract shifts any more"):
        write_schemas(folder)


def test_a_record_that_is_no_json_is_said(folder: Path) -> None:
    (folder / "released.json").write_text("{")
    with pytest.raises(SettingsError, match=r"released\.json is not JSON"):
        write_schemas(folder)


def test_a_first_release_is_written_whole(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.json")}
    shutil.rmtree(folder / "json_schema")
    (folder / "released.json").unlink()
    write_schemas(folder)
    assert {path: path.read_bytes() for path in folder.rglob("*.json")} == before

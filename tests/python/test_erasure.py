"""Rows that must go are gone from files, their neighbours are not, and whatever breaks off is finished."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cs_productivity.cli import main
from cs_productivity.collection import durable
from cs_productivity.contracts import load_contracts
from cs_productivity.erasure import landing_zone
from cs_productivity.erasure.landing_zone import finish_erasure, remove_from_zone
from cs_productivity.erasure.request import KEPT, QUARANTINES, Person, TakenBack
from cs_productivity.landing import LANDED_FILES_DDL, Look, plan_landing
from cs_productivity.settings import Settings, SettingsError

CONTRACTS = load_contracts()
SALT = "a salt for erasure"
EARLY, TOLD, LATE = datetime(2026, 3, 1), datetime(2026, 3, 5), datetime(2026, 3, 9)
ARROW = {"STRING": pa.string(), "INT64": pa.int64(), "TIMESTAMP": pa.timestamp("us", tz="UTC")}


def key_of(identifier: str) -> str:
    return hashlib.sha256(f"{SALT}|{identifier}".encode()).hexdigest()[:32]


def land(zone: Path, name: str, rows: list[dict[str, Any]]) -> Path:
    """Write rows of a raw table, the table named by the first folder; columns that no row has are left out."""
    columns = [
        column for column in CONTRACTS[name.split("/")[0]].columns if any(column.name in row for row in rows)
    ]
    data = {
        column.name: pa.array([row.get(column.name) for row in rows], ARROW[column.type])
        for column in columns
    }
    path = zone / name
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(data), path, compression="gzip")
    return path


def action(log_id: str | None, agent_id: str | None, loaded_at: datetime = EARLY) -> dict[str, Any]:
    return {
        "log_id": log_id,
        "occurred_at": EARLY,
        "agent_id": agent_id,
        "action": "reply_sent",
        "loaded_at": loaded_at,
    }


def ticket(ticket_id: str, customer_key: str | None, loaded_at: datetime = EARLY) -> dict[str, Any]:
    return {
        "ticket_id": ticket_id,
        "customer_key": customer_key,
        "created_at": EARLY,
        "updated_at": loaded_at,
        "channel": "mail",
        "status": "open",
        "loaded_at": loaded_at,
    }


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    zone = tmp_path / "raw"
    land(
        zone,
        "backend_action_logs/a.parquet",
        [action("L1", "anna"), action("L2", "bert"), action(None, "anna")],
    )
    land(zone, "backend_action_logs/b.parquet", [action("L3", "bert"), action("L1", "bert", LATE)])
    land(zone, "tickets/a.parquet", [ticket("T1", "c1"), ticket("T2", "c2")])
    land(zone, "tickets/b.parquet", [ticket("T1", None, LATE), ticket("T3", "c3")])
    return Settings(tmp_path, zone, True, tmp_path / "w.duckdb", tmp_path / "published", tmp_path / "salt")


@pytest.fixture
def warehouse(settings: Settings) -> Path:
    """What staging keeps of more than the files have: raw rows may have gone by their retention."""
    with duckdb.connect(str(settings.duckdb_path)) as connection:
        connection.execute("create schema raw; create schema staging; create schema restricted")
        connection.execute(LANDED_FILES_DDL)
        connection.execute(f"create table restricted.salt as select '{SALT}' as salt")
        actions = [("L1", key_of("anna")), ("L2", key_of("bert")), ("L9", key_of("anna"))]
        connection.execute(
            "create table staging.stg_contact_tool_backend__actions (log_id varchar, occurred_date date, "
            "agent_key varchar, loaded_at timestamp)"
        )
        for log_id, agent_key in actions:
            connection.execute(
                "insert into staging.stg_contact_tool_backend__actions values (?, '2026-03-01', ?, ?)",
                [log_id, agent_key, EARLY],
            )
        for model in QUARANTINES["agent"]:
            connection.execute(f"create table staging.{model} (agent_key varchar)")
            connection.execute(
                f"insert into staging.{model} values (?), (?)", [key_of("anna"), key_of("bert")]
            )
        plan = plan_landing(settings.raw_path, CONTRACTS, [], Look("2026-03-10", run_number=1))
        for statement in plan.statements:
            if statement.startswith("insert"):
                connection.execute(statement)
    return settings.duckdb_path


def column(path: Path, name: str) -> list[Any]:
    return pq.read_table(path, partitioning=None)[name].to_pylist()


def query(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return sorted(connection.execute(sql).fetchall())


def test_an_agents_rows_go_with_every_copy_of_them(settings: Settings) -> None:
    land(
        settings.raw_path,
        "deleted_rows/a.parquet",
        [
            {"table_name": "agents", "row_id": "anna", "deleted_at": TOLD, "loaded_at": TOLD},
            {"table_name": "agents", "row_id": "bert", "deleted_at": TOLD, "loaded_at": TOLD},
        ],
    )
    removed = remove_from_zone(settings, CONTRACTS, Person("agent", "anna"))
    assert removed.rows == {"backend_action_logs": 3, "deleted_rows": 1}
    assert removed.file_count == 3
    # a copy that names somebody else is the same action
    assert column(settings.raw_path / "backend_action_logs/a.parquet", "log_id") == ["L2"]
    assert column(settings.raw_path / "backend_action_logs/b.parquet", "log_id") == ["L3"]
    assert column(settings.raw_path / "deleted_rows/a.parquet", "row_id") == ["bert"]
    assert column(settings.raw_path / "tickets/a.parquet", "ticket_id") == ["T1", "T2"]
    assert not list(settings.raw_path.glob("_*"))


def test_a_customers_tickets_go_with_every_version(settings: Settings) -> None:
    removed = remove_from_zone(settings, CONTRACTS, Person("customer", "c1"))
    assert removed.rows == {"tickets": 2}
    assert column(settings.raw_path / "tickets/a.parquet", "ticket_id") == ["T2"]
    assert column(settings.raw_path / "tickets/b.parquet", "ticket_id") == ["T3"]


@pytest.mark.parametrize("identifier", ["carl", "ANNA", "anna ", "a'nna", "%", "anna' or true --"])
def test_nobody_else_goes(settings: Settings, identifier: str) -> None:
    before = {path: path.read_bytes() for path in settings.raw_path.rglob("*.parquet")}
    removed = remove_from_zone(settings, CONTRACTS, Person("agent", identifier))
    assert not removed.rows
    assert {path: path.read_bytes() for path in settings.raw_path.rglob("*.parquet")} == before


def test_an_empty_id_is_refused() -> None:
    with pytest.raises(SettingsError, match="id is empty"):
        Person("agent", " ")


def test_a_file_keeps_its_columns_its_codec_and_a_true_checksum(settings: Settings) -> None:
    path = settings.raw_path / "backend_action_logs/a.parquet"
    rows = pq.read_table(path, partitioning=None).append_column("collector", pa.array(range(3)))
    rows = rows.replace_schema_metadata({"made": "by a tool"})
    pq.write_table(rows, path, compression="gzip", row_group_size=1)
    durable.write_sum(path)
    remove_from_zone(settings, CONTRACTS, Person("agent", "anna"))
    after = pq.ParquetFile(path)
    assert after.schema_arrow.equals(rows.schema, check_metadata=True)
    assert after.metadata.row_group(0).column(0).compression == "GZIP"
    assert after.read()["collector"].to_pylist() == [1]
    assert durable.read_sum(path) == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_warehouse_is_told_what_it_keeps(settings: Settings, warehouse: Path) -> None:
    remove_from_zone(settings, CONTRACTS, Person("agent", "anna"))
    assert query(warehouse, "from audit.removed_rows") == [
        ("backend_action_logs", "L1", datetime(2026, 3, 1).date(), None),
        ("backend_action_logs", "L9", datetime(2026, 3, 1).date(), None),
    ]
    # what was written anew is read again
    known = query(warehouse, "select file_path from raw.landed_files")
    assert known == [("tickets/a.parquet",), ("tickets/b.parquet",)]
    for model in QUARANTINES["agent"]:
        assert query(warehouse, f"from staging.{model}") == [(key_of("bert"),)]


def test_a_warehouse_of_a_killed_first_build_is_told_what_it_has(settings: Settings, warehouse: Path) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(f"drop table staging.{QUARANTINES['agent'][-1]}")
    remove_from_zone(settings, CONTRACTS, Person("agent", "anna"))
    assert len(query(warehouse, "from audit.removed_rows")) == 2
    assert query(warehouse, f"from staging.{QUARANTINES['agent'][0]}") == [(key_of("bert"),)]


def test_what_a_killed_run_moved_aside_does_not_come_back(settings: Settings, warehouse: Path) -> None:
    kept = KEPT["backend_action_logs"]
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            f"""create table staging.{kept.displaced} as
            select log_id, occurred_date, agent_key, loaded_at, false as is_taken_back from staging.{kept.model}"""
        )
        connection.execute(f"delete from staging.{kept.model} where log_id = 'L1'")
    assert remove_from_zone(settings, CONTRACTS, Person("agent", "anna")).kept_count == 2
    assert query(warehouse, "select row_key from audit.removed_rows order by all") == [("L1",), ("L9",)]
    aside = query(warehouse, f"select log_id, is_taken_back from staging.{kept.displaced} order by all")
    assert dict(aside) == {log_id: log_id in ("L1", "L9") for log_id, _ in aside}
    assert not all(is_taken_back for _, is_taken_back in aside)


def test_what_only_staging_keeps_is_told_too(settings: Settings, warehouse: Path) -> None:
    for path in settings.raw_path.glob("backend_action_logs/*"):
        path.unlink()
    land(settings.raw_path, "backend_action_logs/c.parquet", [action("L7", "bert")])
    removed = remove_from_zone(settings, CONTRACTS, Person("agent", "anna"))
    assert not removed.rows
    assert removed.kept_count == 2
    assert len(query(warehouse, "from audit.removed_rows")) == 2


def test_rows_taken_back_go_but_not_what_was_put_in_again(settings: Settings, warehouse: Path) -> None:
    land(settings.raw_path, "deleted_rows/a.parquet", [
        {"table_name": table, "row_id": row_id, "deleted_at": at, "loaded_at": at}
        for table, row_id, at in [
            ("backend_action_logs", "L1", TOLD),
            ("backend_action_logs", "L1", EARLY),
            ("backend_action_logs", "L9", TOLD),
            ("tickets", "L2", TOLD),
            ("tickets", "T2", EARLY),
        ]
    ])  # fmt: skip
    removed = remove_from_zone(settings, CONTRACTS, TakenBack())
    assert removed.rows == {"backend_action_logs": 1, "tickets": 1}
    assert column(settings.raw_path / "backend_action_logs/a.parquet", "log_id") == ["L2", None]
    assert column(settings.raw_path / "backend_action_logs/b.parquet", "log_id") == ["L3", "L1"]
    assert column(settings.raw_path / "tickets/a.parquet", "ticket_id") == ["T1"]
    assert [row[:2] for row in query(warehouse, "from audit.removed_rows")] == [
        ("backend_action_logs", "L1"),
        ("backend_action_logs", "L9"),
    ]
    # the file with the copy that counts now is read again, though nothing was taken out of it
    known = query(warehouse, "select file_path from raw.landed_files")
    assert known == [("tickets/b.parquet",)]
    assert not remove_from_zone(settings, CONTRACTS, TakenBack()).rows


def breaking_points() -> Iterator[tuple[str, int]]:
    yield from (("bring_to_disk", number) for number in range(1, 8))
    yield from (("move", number) for number in range(1, 3))
    yield from (("write_sum", 1), ("replace_text", 1))


@pytest.mark.parametrize(("step", "number"), list(breaking_points()))
def test_wherever_it_breaks_off_it_counts_wholly_or_not_at_all(
    settings: Settings, warehouse: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int
) -> None:
    files = sorted(settings.raw_path.glob("backend_action_logs/*.parquet"))
    for path in files:
        durable.write_sum(path)
    real, calls = getattr(durable, step), 0

    def breaks_off(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == number:
            raise KeyboardInterrupt
        return real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(landing_zone.durable, step, breaks_off)
        with pytest.raises(KeyboardInterrupt):
            remove_from_zone(settings, CONTRACTS, Person("agent", "anna"))
    plan = plan_landing(settings.raw_path, CONTRACTS, [], Look("2026-03-10"))
    assert plan.error is not None
    assert "erase` to finish it" in plan.error
    is_counted = finish_erasure(settings)
    assert [column(path, "log_id") for path in files] == (
        [["L2"], ["L3"]] if is_counted else [["L1", "L2", None], ["L3", "L1"]]
    )
    assert not is_counted or ("backend_action_logs", "L1") in query(
        warehouse, "select source_name, row_key from audit.removed_rows"
    )
    assert not [path for path in settings.raw_path.rglob("_*") if path.suffix != ".sha256"]
    for path in files:
        assert durable.read_sum(path) == hashlib.sha256(path.read_bytes()).hexdigest()
    assert plan_landing(settings.raw_path, CONTRACTS, [], Look("2026-03-10")).error is None
    assert not finish_erasure(settings)


def test_a_warehouse_in_use_is_said_and_nothing_changed(settings: Settings, warehouse: Path) -> None:
    before = {path: path.read_bytes() for path in settings.raw_path.rglob("*.parquet")}
    program = f"import duckdb; held = duckdb.connect({str(warehouse)!r}); print(1, flush=True); input()"
    holder = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(SettingsError, match="in use"):
            remove_from_zone(settings, CONTRACTS, Person("agent", "anna"))
    finally:
        holder.communicate(b"\n")
    assert {path: path.read_bytes() for path in settings.raw_path.rglob("*.parquet")} == before


def test_files_that_nobody_can_read_are_named(settings: Settings) -> None:
    (settings.raw_path / "tickets/torn.parquet").write_bytes(b"PAR1 and no more")
    removed = remove_from_zone(settings, CONTRACTS, Person("agent", "anna"))
    assert removed.unread == ("tickets/torn.parquet",)
    assert removed.rows == {"backend_action_logs": 3}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "give --agent ID, --customer ID or --taken-back"),
        (["--agent", ""], "The agent's id is empty"),
        (["--customer", " "], "The customer's id is empty"),
    ],
)
def test_a_request_that_names_nobody_is_refused(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.setenv("CS_RAW_PATH", str(settings.raw_path))
    assert main(["erase", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_every_column_that_names_a_person_is_looked_at() -> None:
    people = [Person("agent", "x"), Person("customer", "x")]
    for table in CONTRACTS.values():
        found = {person.column_in(table) for person in people} - {None}
        confidential = {column.name for column in table.columns if column.is_confidential}
        assert confidential <= found
        assert not confidential or table.name in KEPT

"""Freshness: a sentence per raw table, and which of them are too old."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from project import copy_project

from cs_productivity import cli, freshness
from cs_productivity.contracts import load_contracts
from cs_productivity.freshness import Hours, load_hours
from cs_productivity.settings import SettingsError

NOW = datetime.now(UTC).replace(microsecond=0)
# tables that dbt looks at
DAILY = ("backend_action_logs", "frontend_event_logs", "self_service_sessions", "tickets")
REST = ", ".join(sorted(load_contracts().keys() - set(DAILY)))
OTHERS = f"Not looked at, since days may pass without a row: {REST}."


def land(zone: Path, table: str, *ages_hours: float, name: str = "a") -> None:
    """Land a file with a row per age; all but the time of loading is null."""
    (zone / table).mkdir(parents=True, exist_ok=True)
    loaded_at = pa.array([NOW - timedelta(hours=age) for age in ages_hours], pa.timestamp("us", tz="UTC"))
    pq.write_table(pa.table({"loaded_at": loaded_at}), zone / table / f"{name}.parquet")


@pytest.fixture
def zone(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A landing zone in which nothing is late."""
    zone = project / "landed"
    monkeypatch.setenv("CS_RAW_PATH", str(zone))
    for table in DAILY:
        land(zone, table, 1, 5)
    return zone


@pytest.fixture
def dbt(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A dbt that asks the views of the landing zone itself, by the rules that it is known for."""
    fake = SimpleNamespace(calls=[], failing=set())

    def run_dbt(settings: Any, arguments: list[str], say: Any, *, target: str, target_path: Path) -> Any:
        fake.calls.append((arguments, target))
        hours = load_hours(os.environ)
        with duckdb.connect(str(settings.duckdb_path), read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            results = [result_of(table, connection, hours, fake.failing) for table in DAILY]
        hook = SimpleNamespace(node=SimpleNamespace(name="cs_productivity-on-run-end-0"), status="success")
        return SimpleNamespace(result=SimpleNamespace(results=[*results, hook]))

    monkeypatch.setattr(freshness, "run_dbt", run_dbt)
    return fake


def result_of(table: str, connection: duckdb.DuckDBPyConnection, hours: Hours, failing: set[str]) -> Any:
    node = SimpleNamespace(name=table)
    if table in failing:
        return SimpleNamespace(node=node, status="runtime error", message="Binder Error: no column")
    query = f"select max(loaded_at) from raw.{table} where loaded_at <= now()::timestamp + interval 1 hour"
    ((newest,),) = connection.execute(query).fetchall()
    newest = newest.replace(tzinfo=UTC) if newest else freshness.NEVER
    age = (NOW - newest).total_seconds()
    status = "error" if age > hours.error * 3600 else "warn" if age > hours.warn * 3600 else "pass"
    return SimpleNamespace(node=node, status=status, max_loaded_at=newest, age=age, message=None)


def look(capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str], list[str]]:
    code = cli.main(["freshness"])
    said = capsys.readouterr()
    return code, said.out.splitlines(), said.err.splitlines()


def loaded(hours: float) -> str:
    return f"{NOW - timedelta(hours=hours):%Y-%m-%d %H:%M} UTC"


def test_each_table_is_told_of_in_a_sentence(zone: Path, dbt: Any, capsys: Any) -> None:
    assert look(capsys) == (
        0,
        [*(f"{table}: the newest row was loaded 1 hour ago ({loaded(1)})." for table in DAILY), OTHERS],
        [],
    )
    assert dbt.calls == [(["source", "freshness", "--select", "source:raw"], "duckdb")]


def test_what_is_late_is_said_and_what_is_too_old_ends_with_1(zone: Path, dbt: Any, capsys: Any) -> None:
    land(zone, "frontend_event_logs", 27.5)
    land(zone, "tickets", 74)
    code, out, err = look(capsys)
    assert code == 1
    assert (
        f"frontend_event_logs: the newest row was loaded 1 day and 3 hours ago ({loaded(27.5)}), "
        "later than usual: 26 hours may pass." in out
    )
    assert err == [
        f"tickets: the newest row was loaded 3 days and 2 hours ago ({loaded(74)}), and no more than 50 hours "
        "may pass: look at what lands rows, or set CS_FRESHNESS_ERROR_HOURS."
    ]


def test_an_operator_sets_how_much_may_pass(
    zone: Path, dbt: Any, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(zone, "tickets", 74)
    monkeypatch.setenv("CS_FRESHNESS_ERROR_HOURS", "98")
    assert look(capsys)[0] == 0
    monkeypatch.setenv("CS_FRESHNESS_WARN_HOURS", "74")
    monkeypatch.setenv("CS_FRESHNESS_ERROR_HOURS", "73")
    assert look(capsys) == (
        2,
        [],
        [
            "CS_FRESHNESS_WARN_HOURS is 74 and CS_FRESHNESS_ERROR_HOURS is 73: the first must not be above the second."
        ],
    )


@pytest.mark.parametrize("text", ["", "0", "-1", "1.5", "26h", "87601", "1e3", " 26"])
def test_absurd_hours_are_refused_by_name(text: str) -> None:
    with pytest.raises(
        SettingsError, match=r"^CS_FRESHNESS_WARN_HOURS is .*give whole hours from 1 to 87,600"
    ):
        load_hours({"CS_FRESHNESS_WARN_HOURS": text})


def test_a_table_that_an_adopter_does_not_have_is_not_stale(zone: Path, dbt: Any, capsys: Any) -> None:
    (zone / "frontend_event_logs" / "a.parquet").unlink()
    land(zone, "self_service_sessions")
    code, out, err = look(capsys)
    assert (code, err) == (0, [])
    for table in ("frontend_event_logs", "self_service_sessions"):
        assert f"{table}: there is no row, and none is needed." in out


def test_a_required_table_without_rows_is_stale(zone: Path, dbt: Any, capsys: Any) -> None:
    land(zone, "tickets")
    code, _, err = look(capsys)
    assert (code, err) == (
        1,
        ["tickets: there is no row, and this table is required: look at what lands rows."],
    )
    (zone / "tickets" / "a.parquet").unlink()
    code, _, (err,) = look(capsys)
    assert code == 1 and "has no readable Parquet file for tickets" in err


def test_a_row_of_the_future_says_nothing(zone: Path, dbt: Any, capsys: Any) -> None:
    land(zone, "tickets", -24 * 365)
    code, _, err = look(capsys)
    assert (code, err) == (1, ["tickets: no row has a loaded_at that can be: look at what lands rows."])
    land(zone, "tickets", 3, name="b")
    assert look(capsys)[0] == 0


def test_what_landed_after_the_last_build_counts_and_what_it_knows_is_not_read_again(
    zone: Path, dbt: Any, capsys: Any, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(zone, "tickets", 60)
    remembered = freshness.plan_landing
    known: list[list[dict[str, Any]]] = []

    def plan(raw_path: Path, contracts: Any, known_files: Any, look: Any) -> Any:
        known.append(known_files)
        return remembered(raw_path, contracts, known_files, look)

    monkeypatch.setattr(freshness, "plan_landing", plan)
    assert look(capsys)[0] == 1
    warehouse = project / "data" / "warehouse.duckdb"
    warehouse.parent.mkdir()
    with duckdb.connect(str(warehouse)) as connection:
        scratch = project / "target" / "freshness" / "landing_zone.duckdb"
        connection.execute(f"attach '{scratch}' as looked (read_only); create schema raw")
        connection.execute("create table raw.landed_files as from looked.raw.landed_files")
    land(zone, "tickets", 2, name="b")
    assert look(capsys)[0] == 0
    assert known[0] == [] and {file["file_path"] for file in known[1]} == {f"{t}/a.parquet" for t in DAILY}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        # what is only looked at is not landed
        assert connection.execute("select count(*) from raw.landed_files").fetchall() == [(4,)]


def test_a_warehouse_in_use_is_one_sentence(zone: Path, dbt: Any, capsys: Any, project: Path) -> None:
    warehouse = project / "data" / "warehouse.duckdb"
    warehouse.parent.mkdir()
    holder = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", holder, str(warehouse)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"open\n"
        code, _, err = look(capsys)
        process.communicate(timeout=30)
    assert (code, err) == (2, [f"The warehouse {warehouse} is in use by a build: wait until it has ended."])


def test_a_table_that_cannot_be_asked_is_stale(zone: Path, dbt: Any, capsys: Any) -> None:
    dbt.failing = {"tickets"}
    code, _, err = look(capsys)
    assert (code, err) == (1, ["tickets could not be asked (Binder Error: no column)."])


def test_no_landing_zone_is_one_sentence(
    project: Path, dbt: Any, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CS_RAW_PATH", "nowhere")
    code, _, (err,) = look(capsys)
    assert code == 2 and err.startswith(f"There is no landing zone at {project}/nowhere: point CS_RAW_PATH")
    assert dbt.calls == []


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "0 minutes"),
        (60, "1 minute"),
        (3_600, "1 hour"),
        (86_399, "23 hours"),
        (86_400, "1 day"),
        (2 * 86_400 + 7_200, "2 days and 2 hours"),
    ],
)
def test_ages_in_words(seconds: float, words: str) -> None:
    assert freshness._ago(seconds) == words


@pytest.mark.slow
def test_dbt_itself_decides_by_the_thresholds_of_the_sources(
    zone: Path, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(copy_project(tmp_path / "whole"))
    monkeypatch.setenv("CS_FRESHNESS_WARN_HOURS", "30")
    monkeypatch.setenv("CS_FRESHNESS_ERROR_HOURS", "60")
    land(zone, "backend_action_logs", 29)
    land(zone, "frontend_event_logs", 31)
    land(zone, "self_service_sessions")
    land(zone, "tickets", 61, -24 * 365)
    code, out, err = look(capsys)
    assert code == 1
    assert out == [
        f"backend_action_logs: the newest row was loaded 1 day and 5 hours ago ({loaded(29)}).",
        "self_service_sessions: there is no row, and none is needed.",
        f"frontend_event_logs: the newest row was loaded 1 day and 7 hours ago ({loaded(31)}), "
        "later than usual: 30 hours may pass.",
        OTHERS,
    ]
    (only,) = err
    assert only.startswith(f"tickets: the newest row was loaded 2 days and 13 hours ago ({loaded(61)})")
    looked_at = {line.partition(":")[0] for line in [*out, *err]} & load_contracts().keys()
    assert looked_at == set(DAILY)


@pytest.mark.parametrize(
    ("rows", "code", "sentence"),
    [
        (0, 0, "frontend_event_logs: there is no row, and none is needed."),
        (7, 1, "frontend_event_logs: no row was loaded in the last 720 hours: look at what lands rows."),
    ],
)
def test_on_bigquery_a_table_with_old_rows_alone_is_told_from_one_without_rows(
    project: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch, rows: int, code: int, sentence: str
) -> None:
    monkeypatch.setenv("CS_TARGET", "bigquery")
    monkeypatch.setenv("CS_BIGQUERY_PROJECT", "desk")
    asked = []

    def get_table(name: str) -> SimpleNamespace:
        asked.append(name)
        return SimpleNamespace(num_rows=rows)

    monkeypatch.setattr(freshness, "connect", lambda environment: SimpleNamespace(get_table=get_table))

    def run_dbt(settings: Any, arguments: list[str], say: Any, *, target: str, target_path: Path) -> Any:
        assert target == "bigquery"
        node = SimpleNamespace(name="frontend_event_logs")
        found = SimpleNamespace(
            node=node, status="error", max_loaded_at=freshness.NEVER, age=9e10, message=None
        )
        return SimpleNamespace(result=SimpleNamespace(results=[found]))

    monkeypatch.setattr(freshness, "run_dbt", run_dbt)
    ended, out, err = look(capsys)
    assert (ended, asked) == (code, ["desk.raw.frontend_event_logs"])
    assert sentence in (err if code else out)


def test_settings_of_bigquery_that_are_missing_are_said_before_dbt_starts(
    project: Path, dbt: Any, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CS_TARGET", "bigquery")
    assert look(capsys) == (
        2,
        [],
        ["CS_BIGQUERY_PROJECT is not set: give it the id of your BigQuery project."],
    )
    assert dbt.calls == []

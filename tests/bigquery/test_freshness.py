"""Freshness on BigQuery: dbt-bigquery asks the emulator, and reads no more days of loading than it must."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from analyzer import running_analyzer
from emulator import Emulator, running_emulator
from environments import ensure_environment
from nodes import select_of_types
from partition_scans import open_scans
from project import copy_project

from cs_productivity.contracts import load_contracts

PROJECT = "fresh-project"
COLUMNS = {
    name: [(column.name, column.type) for column in table.columns] for name, table in load_contracts().items()
}


def load(emulator: Emulator, table: str, hours_ago: int) -> None:
    """Put a row into a raw table that was loaded so many hours ago."""
    loaded_at = f"timestamp_sub(current_timestamp(), interval {hours_ago} hour)"
    emulator.run(PROJECT, f"insert into `{PROJECT}`.raw.{table} (loaded_at) values ({loaded_at})")


def look(emulator: Emulator, checkout: Path) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CS_")}
    return subprocess.run(
        [sys.executable, "-m", "cs_productivity", "freshness"],
        cwd=checkout,
        env={
            **clean,
            "CS_TARGET": "bigquery",
            "CS_BIGQUERY_PROJECT": PROJECT,
            "CS_BIGQUERY_ENDPOINT": emulator.endpoint,
            "CS_BIGQUERY_METHOD": "oauth-secrets",
            "CS_BIGQUERY_TOKEN": "any text",
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
        },
        capture_output=True,
        text=True,
        timeout=1_500,
        check=False,
    )


@pytest.mark.slow
def test_ages_are_told_and_the_query_names_its_partitions(tmp_path: Path) -> None:
    checkout = copy_project(tmp_path / "project")
    with running_emulator(ensure_environment("emulator"), 3_600) as emulator:
        for table, columns in COLUMNS.items():
            emulator.create_table(f"`{PROJECT}`.`raw`.`{table}`", columns)
        load(emulator, "tickets", 3)
        load(emulator, "backend_action_logs", 30)
        # an hour of the future, and more
        load(emulator, "backend_action_logs", -100)
        done = look(emulator, checkout)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
        assert re.search(r"^tickets: the newest row was loaded 3 hours ago", done.stdout, re.MULTILINE)
        late = r"^backend_action_logs: the newest row was loaded 1 day and 6 hours ago .* later than usual"
        assert re.search(late, done.stdout, re.MULTILINE)
        for table in ("frontend_event_logs", "self_service_sessions"):
            assert f"{table}: there is no row, and none is needed.\n" in done.stdout

    queries = re.findall(
        r"select\s+max\(loaded_at\) as max_loaded_at.*?(?=^\S*\d\d:\d\d:\d\d)",
        (checkout / "logs" / "dbt.log").read_text(encoding="utf-8"),
        re.DOTALL | re.MULTILINE,
    )
    assert len(queries) == 4
    partitions = dict.fromkeys(COLUMNS, "loaded_at")
    assert [scan for query in queries for scan in open_scans("freshness", query, partitions)] == []
    with running_analyzer(ensure_environment("analyzer")) as analyzer:
        for table, columns in COLUMNS.items():
            place = f"`{PROJECT}`.`raw`.`{table}`"
            assert not analyzer.type_statement(select_of_types(columns), place).refusal
        for query in queries:
            answer = analyzer.type_statement(query)
            assert [type_ for _, type_ in answer.columns or []] == ["TIMESTAMP"] * 2, answer.refusal

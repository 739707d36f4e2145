"""The check as a whole: on a toy project, on toy projects with one fault each, and when its tools fail."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import check
import dbt_runs
import environments
import pytest
import yaml
from check import check_project, report
from emulator import is_healthy, running_emulator
from environments import CheckError, ensure_environment
from nodes import Outcome, type_differences
from toy_project import FILES, write_toy_project

NODE = {"name": "fct_calls", "original_file_path": "models/fct_calls.sql"}


def test_every_node_of_a_sound_project_is_typed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert check_project(write_toy_project(tmp_path)) == 0
    printed = capfd.readouterr().out.splitlines()
    hook = "./dbt_project.yml: a hook, dbt compiles it only as it runs"
    truncate = "toy.on-run-end.0 failed, error: Not supported by Crucible: TRUNCATETABLE statement"
    assert printed == [
        f"NOT TYPED toy-on-run-end-0 {hook}: {truncate}",
        f"NOT TYPED toy-on-run-start-0 {hook} (it ran on the emulator)",
        "NOT TYPED int_forecast models/int_forecast.py: Python, its columns are taken from its yml",
        "2 unit tests pass on GoogleSQL's reference evaluator",
        "13 nodes typed, 0 refused, 3 not typed",
        "1 of them typed as an increment runs them, too",
    ]


def test_each_fault_is_told_with_its_place(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    fct_calls, agg_calls = FILES["models/marts/fct_calls.sql"], FILES["models/marts/agg_calls.yml"]
    faults = {
        # only the incremental form compares a timestamp with a date
        "models/marts/fct_calls.sql": fct_calls.replace(
            "max(target.loaded_at)", "max(date(target.loaded_at))"
        ),
        "models/marts/agg_calls.yml": agg_calls.replace(
            "call_count, data_type: INT64", "call_count, data_type: FLOAT64"
        ),
        "models/lost_partition.sql": (
            "{{ config(materialized='table', partition_by={'field': 'day', 'data_type': 'date'}) }}"
            "\nselect call_id from {{ ref('stg_calls') }}"
        ),
        "models/nameless.sql": "select 1 + 1",
        "dbt_project.yml": FILES["dbt_project.yml"].replace(
            "truncate table toy.runs", "delete from nowhere.nothing where true"
        ),
        "models/wrong.yml": (
            "unit_tests: [{name: wrong, model: call_versions, given: [{input: ref('calls_history'),"
            " rows: [{call_id: a}]}], expect: {rows: [{call_id: b}]}}]"
        ),
        "models/below_nameless.sql": "select * from {{ ref('nameless') }}",
        "models/int_forecast.yml": "models: [{name: int_forecast}]",
        "models/switched_off.sql": "{{ config(enabled=false) }} select 1 as one",
        "seeds/levels.csv": "level\nhigh\n",
        "seeds/levels.yml": "seeds: [{name: levels, config: {column_types: {level: INT64}}}]",
        "tests/a_slip.sql": "select call_id\nfrom {{ ref('fct_calls') }}\nwhere started_at > current_date()",
    }
    assert check_project(write_toy_project(tmp_path, faults)) == 1
    printed = capfd.readouterr().out.replace("target/bigquery/refused/", "…/")
    for line in (
        "fct_calls models/marts/fct_calls.sql …/model.toy.fct_calls.incremental.sql:11:7: No matching",
        "agg_calls models/marts/agg_calls.sql: column call_count is INT64, declared FLOAT64 (contract)",
        "lost_partition models/lost_partition.sql …/model.toy.lost_partition.sql:1:75: Unrecognized name",
        "nameless models/nameless.sql …/model.toy.nameless.sql:1:1: Column 1 has no name",
        "int_forecast models/int_forecast.py: its yml declares no columns",
        'wrong models/wrong.yml: it fails on the reference evaluator: actual {"call_id":"a"}, expected {"call_id":"b"}',
        "toy-on-run-end-0 ./dbt_project.yml: it fails on the emulator: ",
        "levels seeds/levels.csv: column_types makes level INT64, its file reads as STRING",
        "a_slip tests/a_slip.sql …/test.toy.a_slip.sql:4:7: No matching signature for operator >",
    ):
        assert f"REFUSED   {line}" in printed
    assert "NOT TYPED, standing on these: below_nameless\n" in printed
    assert "NOT TYPED switched_off models/switched_off.sql: disabled for BigQuery" in printed
    assert "\n10 nodes typed, 10 refused, 3 not typed\n" in printed


def test_a_project_that_does_not_compile_stops_the_check(tmp_path: Path) -> None:
    project = write_toy_project(tmp_path, {"models/lost.sql": "select * from {{ ref('nowhere') }}"})
    with pytest.raises(CheckError, match="dbt does not compile the project"):
        check_project(project)


def test_a_missed_node_and_an_empty_check_fail(capsys: pytest.CaptureFixture[str]) -> None:
    typed = Outcome(NODE, columns=[("call_id", "STRING")])
    assert report([typed]) == 0
    assert report([typed, Outcome(NODE)]) == 1
    assert "fct_calls models/fct_calls.sql: the check has missed it" in capsys.readouterr().out
    assert report([]) == 1
    assert report([Outcome(NODE, untyped_because="disabled")]) == 1


@pytest.mark.parametrize(
    ("resolved", "said"),
    [
        ([("a", "INT64"), ("b", "DATE")], []),
        ([("a", "INT64")], ["column b (DATE) is missing"]),
        ([("a", "INT64"), ("b", "DATE"), ("c", "BOOL")], ["column c (BOOL) is not declared"]),
        ([("a", "INT64"), ("b", "TIMESTAMP")], ["column b is TIMESTAMP, declared DATE"]),
        ([("b", "DATE"), ("a", "INT64")], ["columns stand in the order b, a, declared a, b"]),
    ],
)
def test_contract_differences(resolved: list[tuple[str, str]], said: list[str]) -> None:
    assert type_differences(resolved, [("a", "INT64"), ("b", "DATE")]) == said


def test_the_emulator_ends_with_its_block_and_with_its_parent() -> None:
    python = ensure_environment("emulator")
    with pytest.raises(RuntimeError), running_emulator(python, 60) as emulator:
        assert is_healthy(emulator.endpoint)
        raise RuntimeError
    assert not is_healthy(emulator.endpoint)

    # a parent that is killed has no time to clean up
    orphan = (
        "import os, pathlib, sys\n"
        "from emulator import running_emulator\n"
        f"with running_emulator(pathlib.Path({str(python)!r}), 60) as emulator:\n"
        "    print(emulator.endpoint, flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", orphan], cwd=Path(__file__).parent, stdout=subprocess.PIPE, text=True
    )
    endpoint = parent.stdout.readline().strip()
    parent.stdout.close()
    parent.wait()
    assert endpoint.startswith("http://127.0.0.1:")
    deadline = time.monotonic() + 10
    while is_healthy(endpoint) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not is_healthy(endpoint)


def test_the_emulator_ends_at_its_limit() -> None:
    with running_emulator(ensure_environment("emulator"), 2) as emulator:
        time.sleep(3)
        assert not is_healthy(emulator.endpoint)


def test_a_check_that_is_told_to_end_ends_at_once(tmp_path: Path) -> None:
    script = Path(check.__file__)
    process = subprocess.Popen([sys.executable, str(script), str(write_toy_project(tmp_path))])
    deadline = time.monotonic() + 120
    while not (tmp_path / "target" / "bigquery" / "logs").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    process.terminate()
    assert process.wait(timeout=20) == 143


def test_dbt_is_stopped_at_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dbt_runs, "RUN_LIMIT_SECONDS", 0.1)
    with pytest.raises(CheckError, match=r"dbt ran longer than 0\.1 s"):
        dbt_runs.run_dbt(tmp_path, tmp_path / "target", "http://127.0.0.1:9", [["--version"]])


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What is run to make environments below the temporary folder, where `tool.lock` lies."""
    commands: list[list[str]] = []

    def record(command: list[str], what_failed: str) -> None:
        commands.append(command)
        if "venv" in command:
            (tmp_path / ".venv-tool" / "bin").mkdir(parents=True)
            (tmp_path / ".venv-tool" / "bin" / "python").touch()
        else:
            # the others ask meanwhile
            time.sleep(0.2)

    (tmp_path / "tool.lock").write_text("first")
    monkeypatch.setattr(environments, "PROJECT_ROOT", tmp_path)
    monkeypatch.setattr(environments, "LOCKS", tmp_path)
    monkeypatch.setattr(environments, "_run", record)
    return commands


def test_an_environment_is_made_again_where_it_is_cut_off_or_out_of_date(
    tmp_path: Path, commands: list[list[str]]
) -> None:
    ensure_environment("tool")
    assert len(commands) == 2
    assert {"--require-hashes", "--only-binary"} <= set(commands[1])
    ensure_environment("tool")
    assert len(commands) == 2
    (tmp_path / ".venv-tool" / "installed-from").unlink()
    ensure_environment("tool")
    assert len(commands) == 4
    (tmp_path / "tool.lock").write_text("second")
    ensure_environment("tool")
    assert len(commands) == 6


def test_an_environment_that_many_ask_for_at_once_is_made_once(commands: list[list[str]]) -> None:
    with ThreadPoolExecutor(3) as threads:
        pythons = list(threads.map(ensure_environment, ["tool"] * 3))
    assert len(set(pythons)) == 1
    assert len(commands) == 2


def test_an_environment_may_see_the_project_s(tmp_path: Path, commands: list[list[str]]) -> None:
    ensure_environment("tool", tmp_path, sees_project=True)
    (line,) = [path.read_text() for path in (tmp_path / ".venv-tool").rglob("project.pth")]
    assert repr(str(Path(yaml.__file__).parents[1])) in line
    # one that does not is another environment
    ensure_environment("tool", tmp_path)
    assert len(commands) == 4
    assert not list((tmp_path / ".venv-tool").rglob("project.pth"))

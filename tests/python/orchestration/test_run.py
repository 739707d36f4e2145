"""`python -m cs_productivity run`: the order, the exit codes, the record, and one run at a time."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from project import copy_project

from cs_productivity import cli
from cs_productivity.orchestration import command, outcomes
from cs_productivity.orchestration.record import Account, Record, load_record, save_record
from cs_productivity.orchestration.steps import Given
from cs_productivity.orchestration.supervisor import Step
from cs_productivity.simulator import write_sample


class Steps:
    """Steps that do nothing: each ends as it is told to, and is written down."""

    def __init__(self) -> None:
        self.ends: dict[str, Account] = {}
        self.started: list[Step] = []
        self.given: list[Given] = []
        self.records: list[Record] = []
        self.path = Path("data/run.json")

    def __call__(self, step: Step, given: Given, say: Any, *, kept_open: Sequence[int]) -> Account:
        self.started.append(step)
        self.given.append(given)
        self.records.append(load_record(self.path, None))
        return self.ends.get(step.name, Account(step.name, outcomes.DONE, seconds=3.0))

    @property
    def names(self) -> list[str]:
        return [step.name for step in self.started]


@pytest.fixture
def steps(project: Path, monkeypatch: pytest.MonkeyPatch) -> Steps:
    fake = Steps()
    monkeypatch.setattr(command, "supervise", fake)
    monkeypatch.setenv("CS_NOTIFY_COMMAND", f"cat >> {project}/told")
    return fake


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.main(["run", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def told(project: Path) -> str:
    return (project / "told").read_text() if (project / "told").exists() else ""


def test_all_steps_run_in_order_and_the_operator_is_told(project: Path, steps: Steps, capsys: Any) -> None:
    assert run(capsys, "--vars", "{interval_minutes: 15}") == (
        0,
        "collect ended well in 3 s.\nfreshness ended well in 3 s.\nbuild ended well in 3 s.\n"
        "publish ended well in 3 s.\nThe operator was told.\n",
        "",
    )
    assert steps.names == list(outcomes.ORDER)
    assert steps.given == [Given("{interval_minutes: 15}")] * 4
    assert [step.tries for step in steps.started] == [3, 1, 1, 1]
    assert "ended well." in told(project)
    # while a step is at work, the record says so
    assert [record.accounts[-1].code for record in steps.records] == [None] * 4
    assert load_record(project / "data" / "run.json", None).code == 0


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ("collect", outcomes.NOT_COLLECTED),
        ("freshness", outcomes.TOO_OLD),
        ("build", outcomes.TESTS_FAILED),
        ("build", outcomes.TOO_LONG),
        ("publish", outcomes.REFUSED),
        ("publish", outcomes.INTERRUPTED),
    ],
)
def test_the_first_step_that_fails_ends_the_run_with_its_number(
    project: Path, steps: Steps, capsys: Any, step: str, code: int
) -> None:
    steps.ends[step] = Account(step, code, seconds=5.0, sentences=("The very sentence.",))
    ended, out, _ = run(capsys)
    assert ended == code
    assert steps.names == list(outcomes.ORDER[: outcomes.ORDER.index(step) + 1])
    assert out.splitlines()[-2] == f"{step} did not end well after 5 s."
    assert "The very sentence." in told(project)
    assert outcomes.WHAT_TO_DO[code] in told(project)


def test_a_notifier_that_fails_is_said_and_changes_nothing(
    steps: Steps, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CS_NOTIFY_COMMAND", "exit 9")
    code, out, _ = run(capsys)
    assert code == 0
    assert out.splitlines()[-1].startswith("CS_NOTIFY_COMMAND ended with exit code 9")
    steps.ends["build"] = Account("build", outcomes.TESTS_FAILED, sentences=("Failed.",))
    assert run(capsys)[0] == outcomes.TESTS_FAILED


def test_steps_of_one_run_that_a_scheduler_starts_are_told_of_together(
    project: Path, steps: Steps, capsys: Any
) -> None:
    steps.ends["build"] = Account("build", outcomes.TESTS_FAILED, seconds=9.0, sentences=("Failed: a test.",))
    days = ("--from", "2026-03-01", "--to", "2026-03-02")
    assert run(capsys, "--only", "collect", "--run", "scheduled 1", "--once", *days)[0] == 0
    assert run(capsys, "--only", "freshness", "--run", "scheduled 1", "--once")[0] == 0
    assert run(capsys, "--only", "build", "--run", "scheduled 1", "--once")[0] == outcomes.TESTS_FAILED
    assert [step.tries for step in steps.started] == [1, 1, 1]
    assert told(project) == ""
    assert run(capsys, "--only", "notify", "--run", "scheduled 1")[0] == outcomes.TESTS_FAILED
    text = told(project)
    assert "for 2026-03-01 to 2026-03-02 stopped at build (exit code 1)" in text
    assert "Failed: a test." in text and "  publish    not run\n" in text


def test_a_step_that_is_started_again_takes_back_what_was_told_of_later_ones(
    project: Path, steps: Steps, capsys: Any
) -> None:
    for step in outcomes.ORDER:
        run(capsys, "--only", step, "--run", "scheduled 1")
    run(capsys, "--only", "freshness", "--run", "scheduled 1")
    record = load_record(project / "data" / "run.json", "scheduled 1")
    assert [account.step for account in record.accounts] == ["collect", "freshness"]


def test_what_another_run_did_is_not_told_as_this_ones(project: Path, steps: Steps, capsys: Any) -> None:
    for step in outcomes.ORDER:
        run(capsys, "--only", step, "--run", "scheduled 1")
    assert run(capsys, "--only", "notify", "--run", "scheduled 2")[0] == outcomes.UNFORESEEN
    assert "left no word" in told(project)
    assert run(capsys, "--only", "build", "--run", "scheduled 2")[0] == 0
    assert [one.step for one in load_record(project / "data" / "run.json", "scheduled 2").accounts] == [
        "build"
    ]


def test_a_record_that_was_cut_short_is_none(project: Path, steps: Steps, capsys: Any) -> None:
    (project / "data").mkdir()
    (project / "data" / "run.json").write_text('{"name": "scheduled 1", "acc')
    assert run(capsys, "--only", "build", "--run", "scheduled 1")[0] == 0


def test_the_record_is_where_the_setting_says(
    steps: Steps, capsys: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.path = tmp_path / "shared" / "run.json"
    monkeypatch.setenv("CS_RUN_PATH", str(steps.path))
    assert run(capsys)[0] == 0
    assert load_record(steps.path, None).code == 0
    monkeypatch.setenv("CS_RUN_PATH", " ")
    assert run(capsys) == (2, "", "CS_RUN_PATH is set to an empty text: give it a path or unset it.\n")


def test_a_record_that_cannot_be_written_keeps_nobody_from_being_told(
    project: Path, steps: Steps, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(command, "save_record", fail)
    steps.ends["build"] = Account("build", outcomes.REFUSED, sentences=("The disk is full.",))
    code, out, _ = run(capsys)
    assert code == outcomes.REFUSED
    assert "data/run.json cannot be written (No space left on device)" in out
    assert "The disk is full." in told(project)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--from", "2026-03-01"], "Give both days to fill in: --from 2026-01-01 --to 2026-03-31."),
        (["--from", "March", "--to", "2026-03-01"], "--from is March: give a date such as 2026-03-31."),
        (["--vars", "{interval_minute: 15}"], "There is no variable named interval_minute"),
        (["--limit", "build"], "--limit is build: give a step and whole minutes from 1 to 10,080"),
        (["--limit", "bild=5"], "--limit is bild=5: give a step"),
        (["--limit", "build=0"], "--limit is build=0: give a step"),
        (["--limit", "notify=5"], "--limit is notify=5: give a step"),
    ],
)
def test_wrong_options_are_refused_before_anything_starts(
    project: Path, steps: Steps, capsys: Any, arguments: list[str], sentence: str
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert err.startswith(sentence)
    assert steps.started == [] and told(project) == ""


def test_an_unknown_engine_is_refused(steps: Steps, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CS_TARGET", "duckbd")
    assert run(capsys) == (2, "", "CS_TARGET is duckbd: give duckdb or bigquery, or unset it.\n")
    assert steps.started == []


def test_a_limit_can_be_set(steps: Steps, capsys: Any) -> None:
    run(capsys, "--limit", "build=600", "--limit", "collect=7")
    assert {step.name: step.limit_minutes for step in steps.started} == {
        "collect": 7,
        "freshness": 15,
        "build": 600,
        "publish": 30,
    }


def test_a_second_run_at_once_is_one_sentence_and_leaves_the_firsts_record(
    project: Path, steps: Steps, capsys: Any
) -> None:
    path = project / "data" / "run.json"
    save_record(Record("first"), path)
    with path.with_name("run.json.lock").open("w") as lock:
        holder = "process 7, since 2026-11-26 02:00 UTC"
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write(holder)
        lock.flush()
        code, out, err = run(capsys)
        sentence = f"Another run ({holder}) is under way in {project}: wait until it has ended."
        assert (code, out, err) == (outcomes.UNDER_WAY, "The operator was told.\n", f"{sentence}\n")
        assert sentence in told(project)
        assert run(capsys, "--only", "build")[0] == outcomes.UNDER_WAY
    assert steps.started == []
    assert load_record(path, None).name == "first"
    assert run(capsys)[0] == 0


RUN = """
import sys
from cs_productivity import cli
from cs_productivity.orchestration import command, supervisor
from cs_productivity.orchestration.supervisor import Step

command.NIGHTLY = (Step("build", 10),)
sleep = [sys.executable, "-c", "import time; print('at work', flush=True); time.sleep(600)"]
command.supervise = lambda *given, **named: supervisor.supervise(*given, **named, command=lambda *_: sleep)
sys.exit(cli.main(["run"]))
"""


def start(project: Path) -> subprocess.Popen[str]:
    """Start a run whose only step sleeps, and wait until it does."""
    process = subprocess.Popen([sys.executable, "-c", RUN], cwd=project, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "at work\n"
    return process


def step_of(process: subprocess.Popen[str]) -> int:
    (child,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return int(child)


def test_a_step_that_outlives_its_run_still_keeps_others_out(project: Path, capsys: Any) -> None:
    first = start(project)
    step = step_of(first)
    try:
        first.kill()
        # its output stays open: the step has it too
        first.wait()
        assert run(capsys)[0] == outcomes.UNDER_WAY
    finally:
        os.kill(step, signal.SIGKILL)


def test_a_scheduler_that_ends_a_run_ends_its_step_and_the_operator_is_told(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CS_NOTIFY_COMMAND", f"cat > {project}/told")
    first = start(project)
    step = step_of(first)
    first.terminate()
    out, _ = first.communicate(timeout=60)
    assert first.returncode == outcomes.INTERRUPTED, out
    assert "build was stopped before its end." in told(project)
    deadline = time.monotonic() + 10
    while Path(f"/proc/{step}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{step}").exists()
    assert json.loads((project / "data" / "run.json").read_text())["accounts"][0]["code"] == 130


@pytest.mark.slow
def test_a_small_sample_from_its_logs_to_what_readers_see_and_a_night_that_fails(tmp_path: Path) -> None:
    folder = copy_project(tmp_path / "project")
    write_sample(tmp_path / "raw", agents=4, days=3)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CS_")}
    settings = {
        "CS_RAW_PATH": str(tmp_path / "raw"),
        "CS_DUCKDB_PATH": str(tmp_path / "warehouse.duckdb"),
        "CS_PUBLISH_PATH": str(tmp_path / "published"),
        "CS_SALT_PATH": str(tmp_path / "salt"),
        "CS_NOTIFY_COMMAND": f"cat > {tmp_path}/told",
        # the sample is of another year
        "CS_FRESHNESS_WARN_HOURS": "87600",
        "CS_FRESHNESS_ERROR_HOURS": "87600",
    }

    def night(**changed: str) -> tuple[int, str]:
        ended = subprocess.run(
            [sys.executable, "-m", "cs_productivity", "run"],
            cwd=folder,
            env=clean | settings | changed,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=1_800,
            check=False,
        )
        return ended.returncode, ended.stdout

    code, said = night()
    assert code == 0, said
    first = (tmp_path / "published").readlink().name
    text = (tmp_path / "told").read_text()
    files = sum(1 for _ in (tmp_path / "raw").glob("*/loaded_date=*/*.parquet"))
    assert f"{files} new files with " in text and f"generation {first}" in text
    assert "  collect    skipped: " in text

    code, said = night()
    assert code == 0, said
    text = (tmp_path / "told").read_text()
    assert "0 new files with 0 rows." in text
    assert f"Nothing changed, readers keep {tmp_path}/published, generation {first}." in text

    broken = folder / "tests" / "data" / "marts" / "nobody_is_at_work.sql"
    broken.write_text("select 1 as one_row\n")
    code, said = night()
    sentence = "Failed: the test nobody_is_at_work found 1 row that breaks it; its query is in target/"
    assert code == outcomes.TESTS_FAILED and sentence in said
    text = (tmp_path / "told").read_text()
    assert sentence in text and f"Readers have generation {first}," in text

    code, said = night(CS_FRESHNESS_WARN_HOURS="26", CS_FRESHNESS_ERROR_HOURS="50")
    assert code == outcomes.TOO_OLD, said
    text = (tmp_path / "told").read_text()
    assert "tickets: the newest row was loaded " in text and "  build      not run\n" in text

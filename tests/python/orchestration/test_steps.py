"""What a step leaves behind, however it ends: an exit code, facts or sentences, and no row's values."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from dbt.cli.main import dbtRunner, dbtRunnerResult
from fake_marts import MARTS, write_warehouse

from cs_productivity import build as building
from cs_productivity.dbt_runs import BuildFailed
from cs_productivity.freshness import TooOld
from cs_productivity.orchestration import child, outcomes, steps
from cs_productivity.orchestration.child import carry_out
from cs_productivity.orchestration.steps import Given
from cs_productivity.settings import SettingsError

DAYS = Given(first="2026-03-01", last="2026-03-31")


@pytest.fixture
def store(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Put a shell script in place of Python, as which `collect` is started; its arguments go to a file."""
    called = tmp_path / "called"

    def pretend(script: str) -> Path:
        fake = tmp_path / "python"
        fake.write_text(f'#!/bin/sh\necho "$@" >> {called}\n{script}\n')
        fake.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(fake))
        monkeypatch.setenv("CS_SOURCE_URL", "postgresql://reader@127.0.0.1/tool")
        return called

    return pretend


def test_rows_that_were_collected_are_added_up(store: Any, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        "tickets: 1,204 new rows, 12 of the overlap were there.",
        "shifts: 1 new row.",
        "agents: 0 new rows.",
    ]
    called = store("\n".join(f"echo '{line}'" for line in lines))
    account = carry_out("collect", Given())
    assert (account.code, account.facts) == (outcomes.DONE, ("1,205 new rows collected.",))
    assert called.read_text() == "-m cs_productivity collect --destination landing\n"
    assert capsys.readouterr().out.splitlines() == lines


def test_days_are_handed_to_collect_and_bigquery_gets_its_rows(
    store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CS_TARGET", "bigquery")
    called = store("echo '310 new rows of 31 days, 7 were there.'")
    assert carry_out("collect", DAYS).facts == ("310 new rows collected.",)
    assert called.read_text() == (
        "-m cs_productivity collect --destination bigquery --from 2026-03-01 --to 2026-03-31\n"
    )


def test_a_store_that_is_away_is_told_by_the_sentence_of_collect(store: Any) -> None:
    store("echo 'Reads on.'; echo 'The store 127.0.0.1/tool cannot be read.' >&2; exit 2")
    account = carry_out("collect", Given())
    assert account.code == outcomes.NOT_COLLECTED
    assert account.sentences == ("The store 127.0.0.1/tool cannot be read.",)


def test_what_collect_did_not_foresee_stays_in_the_log(
    store: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    store("echo 'ValueError: taro@example.com' >&2; exit 1")
    account = carry_out("collect", Given())
    assert account.sentences == ("collect stopped with exit code 1: the log of this run says why.",)
    assert "taro@example.com" in capsys.readouterr().out


def test_ctrl_c_in_collect_is_ctrl_c(store: Any) -> None:
    store("exit 130")
    assert carry_out("collect", Given()).code == outcomes.INTERRUPTED


def test_without_a_store_nothing_is_collected_and_no_days_are_filled_in(project: Path) -> None:
    account = carry_out("collect", Given())
    assert (account.code, account.is_skipped) == (outcomes.DONE, True)
    account = carry_out("collect", DAYS)
    assert account.code == outcomes.REFUSED
    assert account.sentences[0].startswith("--from and --to are days that the tool's store is asked for")


def test_a_misspelt_setting_of_the_store_is_for_collect_to_say(
    store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = store("exit 0")
    monkeypatch.delenv("CS_SOURCE_URL")
    monkeypatch.setenv("CS_SOURCE_ULR", "postgresql://reader@127.0.0.1/tool")
    assert not carry_out("collect", Given()).is_skipped
    assert called.exists()


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (BuildFailed(["Failed: one.", "Skipped: 2."]), outcomes.TESTS_FAILED, "Failed: one."),
        (TooOld(["tickets: too old."]), outcomes.TOO_OLD, "tickets: too old."),
        (SettingsError("There is no landing zone at x."), outcomes.REFUSED, "There is no landing zone at x."),
        (OSError(13, "Permission denied", "/x"), outcomes.REFUSED, "/x cannot be used: Permission denied."),
        (KeyboardInterrupt(), outcomes.INTERRUPTED, "build was stopped before its end."),
        (
            KeyError("taro@example.com"),
            outcomes.UNFORESEEN,
            "build stopped for a reason that nobody foresaw (KeyError).",
        ),
        (
            OSError("taro@example.com"),
            outcomes.UNFORESEEN,
            "build stopped for a reason that nobody foresaw (OSError).",
        ),
    ],
)
def test_each_kind_of_trouble_has_its_number_and_its_sentence(
    project: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, sentence: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setitem(steps.STEPS, "build", fail)
    account = carry_out("build", Given())
    assert (account.code, account.sentences[0]) == (code, sentence)


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        (
            "Error: the model a could not be run (Could not convert 'taro (x)' to INT64); mend a.sql.",
            "Error: the model a could not be run; mend a.sql.",
        ),
        ("dbt stopped: Compilation Error\n  taro@example.com", "dbt stopped: logs/dbt.log says why."),
        ("tickets could not be asked (taro).", "tickets could not be asked."),
        ("Failed: the test a of b found 1 row that breaks it (Every row (of b) says so).",) * 2,
    ],
)
def test_what_a_database_says_is_for_the_log_alone(sentence: str, left: str) -> None:
    assert child.without_values(sentence) == left


@pytest.fixture
def dbt(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A dbt that runs nothing: it keeps its arguments, does `work`, and returns `outcome`."""
    fake = SimpleNamespace(calls=[], outcome=None, work=lambda: None)

    def invoke(runner: dbtRunner, arguments: list[str]) -> dbtRunnerResult:
        fake.calls.append(arguments)
        fake.work()
        return fake.outcome or dbtRunnerResult(success=True, result=SimpleNamespace(results=[]))

    monkeypatch.setattr(dbtRunner, "invoke", invoke)
    return fake


def test_a_build_publishes_nothing_and_a_publish_tells_the_generation(
    project: Path, dbt: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = project / "data" / "warehouse.duckdb"
    monkeypatch.setenv("CS_RAW_PATH", "landed")
    monkeypatch.setattr(steps, "count_new_rows", lambda path: (2, 1_234) if path == warehouse else None)
    dbt.work = lambda: write_warehouse(warehouse, MARTS)
    account = carry_out("build", Given("{interval_minutes: 15}"))
    assert account.facts[0] == "2 new files with 1,234 rows."
    assert account.facts[1].startswith("Built 0 seeds and 0 models and ran 0 tests in ")
    assert '{"interval_minutes": 15}' in dbt.calls[0]
    assert not (project / "data" / "published").exists()
    account = carry_out("publish", Given())
    generation = (project / "data" / "published").readlink().name
    assert account.facts == (f"Published data/published, generation {generation}.",)
    assert carry_out("publish", Given()).facts == (
        f"Nothing changed, readers keep data/published, generation {generation}.",
    )


@pytest.fixture
def on_bigquery(project: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """BigQuery without BigQuery: what is packed and what is missing is made up."""
    fake = SimpleNamespace(done=[], missing=[])
    monkeypatch.setenv("CS_TARGET", "bigquery")

    def pack(root: Path) -> Path:
        fake.done.append("pack")
        return root / "build" / "packed.sql"

    def look(*_: object) -> list[str]:
        fake.done.append("look")
        return fake.missing

    monkeypatch.setattr(building, "pack", pack)
    monkeypatch.setattr(building, "look", look)
    return fake


def test_on_bigquery_sources_are_packed_and_looked_at_before_dbt_builds(
    dbt: SimpleNamespace, on_bigquery: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    dbt.work = lambda: on_bigquery.done.append("build")
    account = carry_out("build", Given("{interval_minutes: 15}"))
    assert (account.code, on_bigquery.done) == (outcomes.DONE, ["pack", "look", "build"])
    (arguments,) = dbt.calls
    assert arguments[:3] == ["build", "--exclude-resource-type", "unit_test"]
    assert arguments[arguments.index("--target") + 1] == "bigquery"
    assert "--full-refresh" not in arguments
    account = carry_out("publish", Given())
    assert (account.code, account.is_skipped) == (outcomes.DONE, True)


def test_on_bigquery_nothing_is_built_where_something_is_missing(
    dbt: SimpleNamespace, on_bigquery: SimpleNamespace
) -> None:
    on_bigquery.missing = ["There is no dataset p.raw.", "There is no dataset p.restricted."]
    account = carry_out("build", Given())
    assert (account.code, account.sentences) == (outcomes.REFUSED, tuple(on_bigquery.missing))
    assert dbt.calls == []


def test_on_bigquery_history_is_not_built_anew_without_a_person(
    dbt: SimpleNamespace, on_bigquery: SimpleNamespace
) -> None:
    refused = Exception(
        "History was built by other rules. What is there cannot be added to: run once with --full-refresh."
    )
    refused.node = SimpleNamespace(resource_type="operation")
    dbt.outcome = dbtRunnerResult(success=False, exception=refused)
    account = carry_out("build", Given())
    assert account.code == outcomes.REFUSED
    assert account.sentences == (
        "History was built by other rules. What is there cannot be added to: run "
        "`dbt build --target bigquery --full-refresh` once.",
    )
    assert len(dbt.calls) == 1

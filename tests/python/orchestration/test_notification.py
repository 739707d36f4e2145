"""What the operator is told, and the command that it is handed to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cs_productivity.orchestration import notification, outcomes
from cs_productivity.orchestration.notification import compose, hand_over
from cs_productivity.orchestration.record import Account, Record
from cs_productivity.settings import load_settings

COLLECTED = Account("collect", outcomes.DONE, seconds=61.4, tries=2, facts=("1,204 new rows collected.",))
FRESH = Account("freshness", outcomes.DONE, seconds=7.0, facts=("tickets: late.", "agents: late."))
BUILT = Account("build", outcomes.DONE, seconds=1_263.2, facts=("2 new files with 1,204 rows.",))
PUBLISHED = Account(
    "publish", outcomes.DONE, seconds=12.0, facts=("Published data/published, generation 7.",)
)
BROKEN = Account(
    "build",
    outcomes.TESTS_FAILED,
    seconds=63.0,
    sentences=("Failed: the test a of b.", "Skipped because of that: 3."),
)


def told(project: Path, *accounts: Account, days: str = "") -> str:
    return compose(Record("a run", "2026-11-26 02:00 UTC", days, accounts), load_settings())


def publish_generation(project: Path) -> None:
    folder = project / "data" / "published"
    folder.mkdir(parents=True)
    content = {"generation_id": "20261125", "as_of": "2026-11-25T01:58:00Z"}
    (folder / "manifest.json").write_text(json.dumps(content))


def test_a_good_run(project: Path) -> None:
    publish_generation(project)
    assert told(project, COLLECTED, FRESH, BUILT, PUBLISHED) == (
        "CS Productivity Analytics: the run of 2026-11-26 02:00 UTC ended well.\n"
        "\n"
        "  collect    61 s, tried 2 times\n"
        "             1,204 new rows collected.\n"
        "  freshness  7 s\n"
        "             tickets: late.\n"
        "             agents: late.\n"
        "  build      1,263 s\n"
        "             2 new files with 1,204 rows.\n"
        "  publish    12 s\n"
        "             Published data/published, generation 7.\n"
        "\n"
        "Readers have generation 20261125, with rows up to 2026-11-25T01:58:00Z.\n"
    )


def test_a_failed_test_is_told_with_what_readers_keep_and_what_to_do(project: Path) -> None:
    publish_generation(project)
    skipped = Account("collect", outcomes.DONE, is_skipped=True, facts=("CS_SOURCE_URL is not set.",))
    assert told(project, skipped, FRESH, BROKEN, days="2026-03-01 to 2026-03-31") == (
        "CS Productivity Analytics: the run of 2026-11-26 02:00 UTC for 2026-03-01 to 2026-03-31 "
        "stopped at build (exit code 1).\n"
        "\n"
        "  collect    skipped: CS_SOURCE_URL is not set.\n"
        "  freshness  7 s\n"
        "             tickets: late.\n"
        "             agents: late.\n"
        "  build      63 s, did not end well\n"
        "  publish    not run\n"
        "\n"
        "Failed: the test a of b.\n"
        "Skipped because of that: 3.\n"
        "\n"
        "What to do: Mend what was found, and run it again: the next run makes good for this one.\n"
        "Readers have generation 20261125, with rows up to 2026-11-25T01:58:00Z.\n"
    )


def test_a_step_that_left_no_word_was_cut_short(project: Path) -> None:
    text = told(project, COLLECTED, Account("freshness"))
    assert "stopped at freshness (exit code 7)" in text
    assert "  freshness  cut short\n" in text
    assert "It was cut short, and left no word.\n" in text
    assert "Nothing has been published yet." in text


def test_a_run_without_any_word_did_not_end_well(project: Path) -> None:
    text = told(project)
    assert text.startswith("CS Productivity Analytics: the run of 2026-11-26 02:00 UTC left no word.\n")
    assert "What to do: Look at the log of this run" in text


def test_on_bigquery_a_failed_build_may_be_seen(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CS_TARGET", "bigquery")
    assert "readers may see what was built before the failure" in told(project, COLLECTED, FRESH, BROKEN)
    assert "readers" not in told(project, COLLECTED, FRESH, BUILT)


def test_each_kind_of_trouble_has_a_remedy() -> None:
    numbers = {value for name, value in vars(outcomes).items() if name.isupper() and isinstance(value, int)}
    assert numbers - {outcomes.DONE} == outcomes.WHAT_TO_DO.keys()


def test_the_operators_command_gets_the_text_and_no_secret_of_the_store(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CS_SOURCE_PASSWORD", "hunter2")
    monkeypatch.setenv("CS_NOTIFY_COMMAND", f"cat > {tmp_path}/text; env > {tmp_path}/environment")
    said: list[str] = []
    hand_over("It ended well.\n", said.append)
    assert (tmp_path / "text").read_text() == "It ended well.\n"
    environment = (tmp_path / "environment").read_text()
    assert "PATH=" in environment and "CS_SOURCE" not in environment and "hunter2" not in environment
    assert said == ["The operator was told."]


@pytest.mark.parametrize("command", [None, "", " "])
def test_without_a_command_nobody_is_told(
    project: Path, monkeypatch: pytest.MonkeyPatch, command: str | None
) -> None:
    if command is not None:
        monkeypatch.setenv("CS_NOTIFY_COMMAND", command)
    said: list[str] = []
    hand_over("It ended well.\n", said.append)
    assert said == []


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("exit 3", "CS_NOTIFY_COMMAND ended with exit code 3: nobody may have been told."),
        ("no-such-command-here 2> /dev/null", "CS_NOTIFY_COMMAND ended with exit code 127"),
        ("sleep 600 & sleep 600", "CS_NOTIFY_COMMAND did not end within 1 s: nobody may have been told."),
    ],
)
def test_a_command_that_fails_is_said(
    project: Path, monkeypatch: pytest.MonkeyPatch, command: str, sentence: str
) -> None:
    monkeypatch.setattr(notification, "LIMIT_SECONDS", 1)
    monkeypatch.setenv("CS_NOTIFY_COMMAND", command)
    said: list[str] = []
    # longer than a pipe holds: a command that does not read it must not stop the run either
    hand_over("x" * 100_000, said.append)
    (only,) = said
    assert only.startswith(sentence)

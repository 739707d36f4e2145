"""A step is a process: it is ended at its limit with all that it started, and started again where that helps."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from cs_productivity.orchestration import supervisor
from cs_productivity.orchestration.outcomes import (
    DONE,
    INTERRUPTED,
    NOT_COLLECTED,
    TESTS_FAILED,
    TOO_LONG,
    UNFORESEEN,
)
from cs_productivity.orchestration.record import Account
from cs_productivity.orchestration.steps import Given
from cs_productivity.orchestration.supervisor import NIGHTLY, Step, supervise

# imports nothing of the project, so that it is there in a moment on a busy machine
WRITE = """
import json, os, signal, subprocess, sys, time
from pathlib import Path
place = Path(sys.argv[-1])
def leave(code, *sentences):
    account = {"step": "build", "code": code, "facts": ["a fact"], "sentences": sentences}
    place.write_text(json.dumps(account))
    sys.exit(code)
"""


@pytest.fixture(autouse=True)
def ctrl_c_is_heard() -> Iterator[None]:
    """A shell starts what runs in the background with Ctrl-C ignored, and so would these tests and their steps."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


class Script:
    """Commands that run a text of Python, and how often they were asked for."""

    def __init__(self, text: str) -> None:
        self.text, self.given = text, []

    def __call__(self, step: str, given: Given, place: Path) -> Sequence[str]:
        self.given.append((step, given))
        return [sys.executable, "-c", WRITE + self.text, str(place)]


def run(text: str, step: Step | None = None) -> tuple[Account, Script, list[str]]:
    script, said = Script(text), []
    account = supervise(step or Step("build", 1), Given("{}"), said.append, command=script)
    return account, script, said


def test_a_step_gives_its_account() -> None:
    account, script, said = run("time.sleep(0.2); leave(0)")
    assert (account.code, account.tries, account.facts, account.sentences) == (DONE, 1, ("a fact",), ())
    assert account.seconds >= 0.2
    assert script.given == [("build", Given("{}"))]
    assert said == []


@pytest.mark.parametrize("code", [NOT_COLLECTED, UNFORESEEN])
def test_what_may_pass_is_tried_again_after_a_pause(code: int) -> None:
    account, script, said = run(f"leave({code}, 'The store is away.')", Step("collect", 1, 3, 0.1))
    assert (account.code, account.tries, len(script.given)) == (code, 3, 3)
    assert said == ["collect is started again in 0 s: The store is away."] * 2


def test_it_ends_with_the_first_try_that_ends_well(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    text = f"""
mark = Path({str(mark)!r})
if mark.exists():
    leave(0)
mark.touch()
leave(4, 'Away.')
"""
    account, _, said = run(text, Step("collect", 1, 3, 0.1))
    assert (account.code, account.tries, account.sentences) == (DONE, 2, ())
    assert len(said) == 1


def test_a_failing_test_is_not_tried_again() -> None:
    account, script, said = run(f"leave({TESTS_FAILED}, 'Failed.')", Step("build", 1, 3, 0.1))
    assert (account.code, account.tries, len(script.given)) == (TESTS_FAILED, 1, 1)
    assert said == []


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # a child that nobody waited for yet
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


STUBBORN = """
signal.signal(signal.SIGINT, signal.SIG_IGN)
other = subprocess.Popen(["sleep", "600"])
Path({pids!r}).write_text(f"{{os.getpid()}} {{other.pid}}")
time.sleep(600)
"""


def test_a_step_is_ended_at_its_limit_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "GRACE_SECONDS", 0.3)
    pids = tmp_path / "pids"
    account, _, _ = run(STUBBORN.format(pids=str(pids)), Step("build", 2 / 60))
    assert account.code == TOO_LONG
    assert account.sentences == ("build did not end within 2 seconds, and was stopped.",)
    started = [int(pid) for pid in pids.read_text().split()]
    assert len(started) == 2
    assert until(lambda: not any(is_alive(pid) for pid in started))


def test_a_step_that_asks_for_it_may_end_by_itself(tmp_path: Path) -> None:
    left = tmp_path / "left"
    text = f"""
try:
    time.sleep(600)
except KeyboardInterrupt:
    Path({str(left)!r}).write_text("tidied up")
"""
    assert run(text, Step("build", 1.5 / 60))[0].code == TOO_LONG
    assert left.read_text() == "tidied up"


@pytest.mark.parametrize(
    ("text", "how"),
    [("sys.exit(0)", "exit code 0"), ("os.kill(os.getpid(), 9)", "signal 9")],
)
def test_a_step_that_leaves_no_word_did_not_end_well(text: str, how: str) -> None:
    account, _, _ = run(text)
    assert account.code == UNFORESEEN
    assert account.sentences == (f"build ended without a word ({how}).",)


def test_a_step_that_cannot_be_started_is_told(tmp_path: Path) -> None:
    account = supervise(
        Step("build", 1), Given(), print, command=lambda *_: [str(tmp_path / "no such program")]
    )
    assert (account.code, account.sentences) == (
        UNFORESEEN,
        ("build could not be started (No such file or directory).",),
    )


def interrupt_once(condition: Callable[[], bool]) -> None:
    """Send this process what Ctrl-C sends it, as soon as something holds."""

    def wait_and_send() -> None:
        if until(condition, 60):
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    threading.Thread(target=wait_and_send, daemon=True).start()


def test_ctrl_c_ends_the_step_too(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    interrupt_once(lambda: pid.exists() and bool(pid.read_text()))
    account, _, _ = run(f"Path({str(pid)!r}).write_text(str(os.getpid())); time.sleep(600)")
    assert (account.code, account.sentences) == (INTERRUPTED, ("build was stopped before its end.",))
    assert not is_alive(int(pid.read_text()))


def test_ctrl_c_ends_the_pause_before_another_try() -> None:
    script, said = Script("leave(4, 'Away.')"), []
    # it says that it waits, just before it does
    interrupt_once(lambda: bool(said))
    account = supervise(Step("collect", 1, 3, 600), Given(), said.append, command=script)
    assert (account.code, len(script.given)) == (INTERRUPTED, 1)


def test_a_step_keeps_files_open_as_long_as_it_runs(tmp_path: Path) -> None:
    with (tmp_path / "kept").open("w") as kept:
        script = Script(f"os.write({kept.fileno()}, b'written'); leave(0)")
        supervise(Step("build", 1), Given(), print, kept_open=[kept.fileno()], command=script)
    assert (tmp_path / "kept").read_text() == "written"


def test_every_step_of_the_night_has_a_limit_and_only_collecting_is_repeated() -> None:
    assert [step.name for step in NIGHTLY] == ["collect", "freshness", "build", "publish"]
    assert all(0 < step.limit_minutes < 24 * 60 for step in NIGHTLY)
    assert [step.tries > 1 for step in NIGHTLY] == [True, False, False, False]


def test_the_real_command_carries_out_a_step(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    account = supervise(Step("collect", 1), Given(), print)
    assert (account.code, account.is_skipped, account.step) == (DONE, True, "collect")
    assert account.facts == ("CS_SOURCE_URL is not set: rows land by other means.",)
    assert capfd.readouterr().out == f"collect is skipped: {account.facts[0]}\n"

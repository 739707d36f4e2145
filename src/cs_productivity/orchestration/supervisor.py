"""Starts each step as a process of its own, ends it at its limit, and starts it again where that helps."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from cs_productivity.english import count
from cs_productivity.orchestration.outcomes import INTERRUPTED, NOT_COLLECTED, TOO_LONG, UNFORESEEN
from cs_productivity.orchestration.record import Account
from cs_productivity.orchestration.steps import Given

# what may go better a moment later; a failing test or a wrong setting does not
PASSING = (NOT_COLLECTED, TOO_LONG, UNFORESEEN)
# between asking a step to end and ending it; less than the ten seconds that Cloud Run leaves
GRACE_SECONDS = 5
Command = Callable[[str, Given, Path], Sequence[str]]


@dataclass(frozen=True)
class Step:
    """How long a step may take, how often it is started, and how long is waited in between."""

    name: str
    limit_minutes: float
    tries: int = 1
    pause_seconds: float = 0.0


NIGHTLY = (
    # a store that is restarted, or a network that is away for a moment
    Step("collect", 120, tries=3, pause_seconds=300),
    Step("freshness", 15),
    Step("build", 240),
    Step("publish", 30),
)


def command_of(step: str, given: Given, place: Path) -> Sequence[str]:
    """Return the command that carries out a step and writes its account to a file."""
    module = "cs_productivity.orchestration.child"
    return [sys.executable, "-m", module, step, json.dumps(asdict(given)), str(place)]


def supervise(
    step: Step,
    given: Given,
    say: Callable[[str], None],
    *,
    kept_open: Sequence[int] = (),
    command: Command = command_of,
) -> Account:
    """Carry out a step, and return what became of it.

    Args:
        step: the step and its limits.
        given: what the run is given.
        say: takes a sentence before a step is started again.
        kept_open: files that the step holds open as long as it runs, whatever becomes of this process.
        command: makes the command from the step's name, what is given, and the file for its account.
    """
    started = time.monotonic()
    for number in range(1, step.tries + 1):
        try:
            account = _try(step, command, given, kept_open)
        except OSError as error:
            # no room for the account's file, or no memory for another process
            sentence = f"{step.name} could not be started ({error.strerror})."
            account = Account(step.name, UNFORESEEN, sentences=(sentence,))
        if account.code not in PASSING or number == step.tries:
            break
        try:
            say(f"{step.name} is started again in {step.pause_seconds:.0f} s: {' '.join(account.sentences)}")
            time.sleep(step.pause_seconds)
        except KeyboardInterrupt:
            account = _stopped(step)
            break
    return replace(account, tries=number, seconds=round(time.monotonic() - started, 1))


def _try(step: Step, command: Command, given: Given, kept_open: Sequence[int]) -> Account:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "account.json"
        process = subprocess.Popen(
            command(step.name, given, place), start_new_session=True, pass_fds=kept_open
        )
        try:
            process.wait(step.limit_minutes * 60)
        except subprocess.TimeoutExpired:
            sentence = f"{step.name} did not end within {_minutes(step.limit_minutes)}, and was stopped."
            return Account(step.name, TOO_LONG, sentences=(sentence,))
        except KeyboardInterrupt:
            return _stopped(step)
        finally:
            _end(process)
        return _read_account(step, place, process.returncode)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process and all that it started to end, and end them."""
    if process.poll() is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _read_account(step: Step, place: Path, code: int) -> Account:
    try:
        content = json.loads(place.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return Account(step.name, UNFORESEEN, sentences=(f"{step.name} ended without a word ({how}).",))
    content["facts"], content["sentences"] = tuple(content["facts"]), tuple(content["sentences"])
    return Account(**content)


def _stopped(step: Step) -> Account:
    return Account(step.name, INTERRUPTED, sentences=(f"{step.name} was stopped before its end.",))


def _minutes(minutes: float) -> str:
    return count(round(minutes), "minute") if minutes >= 1 else count(round(minutes * 60), "second")

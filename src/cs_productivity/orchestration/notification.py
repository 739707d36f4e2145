"""The short text that an operator gets at the end of a run, and the command of their own that it is handed to."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator

from cs_productivity.orchestration.outcomes import DONE, ORDER, TESTS_FAILED, WHAT_TO_DO
from cs_productivity.orchestration.record import Account, Record
from cs_productivity.orchestration.steps import SOURCE
from cs_productivity.publish import MANIFEST_FILE
from cs_productivity.settings import Settings, load_engine

NOTIFY_COMMAND = "CS_NOTIFY_COMMAND"
LIMIT_SECONDS = 60


def compose(record: Record, settings: Settings) -> str:
    """Return what ran, for how long, what it brought, and what to do where it did not end well."""
    return "\n".join(_lines(record, settings)).rstrip() + "\n"


def _lines(record: Record, settings: Settings) -> Iterator[str]:
    failed = record.failed
    what = f"the run of {record.started_at}" + (f" for {record.days}" if record.days else "")
    if not record.accounts:
        yield f"CS Productivity Analytics: {what} left no word."
    elif failed:
        yield f"CS Productivity Analytics: {what} stopped at {failed.step} (exit code {record.code})."
    else:
        yield f"CS Productivity Analytics: {what} ended well."
    yield ""
    for step in ORDER:
        yield from _lines_of(step, record.account_of(step))
    if failed:
        yield ""
        yield from failed.sentences or ["It was cut short, and left no word."]
    yield ""
    if record.code:
        yield f"What to do: {WHAT_TO_DO[record.code]}"
    if load_engine() == "duckdb":
        yield _what_readers_have(settings)
    elif record.code == TESTS_FAILED:
        yield "On BigQuery marts are written in place: readers may see what was built before the failure."


def _lines_of(step: str, account: Account | None) -> Iterator[str]:
    """A step with its seconds, and a line per further fact."""
    if account is None:
        facts = ["not run"]
    elif account.is_skipped:
        facts = [f"skipped: {account.facts[0]}"]
    elif account.code is None:
        facts = ["cut short"]
    else:
        how = "" if account.code == DONE else ", did not end well"
        tries = f", tried {account.tries} times" if account.tries > 1 else ""
        facts = [f"{account.seconds:,.0f} s{how}{tries}", *account.facts]
    for number, fact in enumerate(facts):
        yield f"  {'' if number else step:<10} {fact}"


def _what_readers_have(settings: Settings) -> str:
    try:
        manifest = json.loads((settings.publish_path / MANIFEST_FILE).read_text(encoding="utf-8"))
        return f"Readers have generation {manifest['generation_id']}, with rows up to {manifest['as_of']}."
    except (OSError, ValueError, KeyError):
        return "Nothing has been published yet."


def hand_over(text: str, say: Callable[[str], None]) -> None:
    """Give a text to the operator's command, if there is one; that it fails is said, and changes nothing."""
    command = os.environ.get(NOTIFY_COMMAND, "").strip()
    if not command:
        return
    # the operator's own words, as a shell takes them; it needs no password of the store
    environment = {name: value for name, value in os.environ.items() if not name.startswith(SOURCE)}
    process = subprocess.Popen(
        command, shell=True, env=environment, stdin=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        process.communicate(text, timeout=LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        say(f"{NOTIFY_COMMAND} did not end within {LIMIT_SECONDS} s: nobody may have been told.")
        return
    if process.returncode:
        say(f"{NOTIFY_COMMAND} ended with exit code {process.returncode}: nobody may have been told.")
    else:
        say("The operator was told.")

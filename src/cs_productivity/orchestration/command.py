"""`python -m cs_productivity run`: its options, and the steps in their order."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO

from cs_productivity.orchestration.notification import compose, hand_over
from cs_productivity.orchestration.outcomes import DONE, ORDER, UNDER_WAY
from cs_productivity.orchestration.record import Account, Record, load_record, record_path, save_record
from cs_productivity.orchestration.steps import Given
from cs_productivity.orchestration.supervisor import NIGHTLY, Step, supervise
from cs_productivity.settings import Settings, SettingsError, load_engine, load_settings
from cs_productivity.variables import check_variables, load_defaults, read_variables

NOTIFY = "notify"


class UnderWay(Exception):
    """Another run is at work in this project; the message is one sentence."""


def add_options(commands: argparse._SubParsersAction) -> None:
    """Add the command to those of the program."""
    parser = commands.add_parser(
        "run", help="the nightly job: collect, look at freshness, build, publish, notify"
    )
    parser.add_argument("--vars", default="", metavar="YAML", help="dbt variables, as for build")
    parser.add_argument("--from", dest="first", metavar="DATE", help="collect fills in from this UTC day on")
    parser.add_argument("--to", dest="last", metavar="DATE", help="… to this one")
    parser.add_argument("--only", choices=(*ORDER, NOTIFY), help="one step, for schedulers that start each")
    parser.add_argument(
        "--run", metavar="NAME", help="the run that a single step is of, so that notify tells of all"
    )
    parser.add_argument("--once", action="store_true", help="start no step again: the scheduler does that")
    parser.add_argument(
        "--limit", action="append", default=[], metavar="STEP=MINUTES", help="how long a step may take"
    )


def run(options: argparse.Namespace) -> int:
    """Run the steps, or one of them, and return how that ended: one of the numbers in `outcomes`.

    Raises:
        SettingsError: an option or a setting is wrong; nothing was started.
    """
    settings = load_settings()
    load_engine()
    given = _given(options, settings)
    steps = _steps(options)
    path = record_path(settings)
    if options.only == NOTIFY:
        record = load_record(path, options.run)
        _tell(record, settings)
        return record.code
    record = Record(options.run or f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}", days=given.days)
    if options.only and options.run:
        record = load_record(path, options.run)
        record = replace(record, days=record.days or given.days)
    try:
        with _alone(path, settings) as lock, _ended_politely():
            record = _carry_out(steps, record, path, given, lock)
    except UnderWay as other:
        print(other, file=sys.stderr)
        record = replace(record, accounts=(Account("start", UNDER_WAY, sentences=(str(other),)),))
    if not options.only:
        _tell(record, settings)
    return record.code


def _given(options: argparse.Namespace, settings: Settings) -> Given:
    """What the steps are given; what is wrong with it is said before the first one starts."""
    check_variables(read_variables(options.vars), load_defaults(settings.project_root))
    if (options.first is None) != (options.last is None):
        raise SettingsError("Give both days to fill in: --from 2026-01-01 --to 2026-03-31.")
    for option, text in (("--from", options.first), ("--to", options.last)):
        try:
            date.fromisoformat(text or "2026-01-01")
        except ValueError:
            raise SettingsError(f"{option} is {text}: give a date such as 2026-03-31.") from None
    return Given(options.vars, options.first, options.last)


def _steps(options: argparse.Namespace) -> list[Step]:
    limits = {}
    for text in options.limit:
        name, _, minutes = text.partition("=")
        if name not in ORDER or not minutes.isdecimal() or not 1 <= int(minutes) <= 10_080:
            raise SettingsError(
                f"--limit is {text}: give a step and whole minutes from 1 to 10,080, such as build=600."
            )
        limits[name] = int(minutes)
    return [
        replace(
            step,
            limit_minutes=limits.get(step.name, step.limit_minutes),
            tries=1 if options.once else step.tries,
        )
        for step in NIGHTLY
        if options.only in (None, step.name)
    ]


@contextlib.contextmanager
def _alone(path: Path, settings: Settings) -> Iterator[IO[str]]:
    """Keep other runs out of this project, whose dbt writes into one target/; the lock ends with its last holder.

    Raises:
        UnderWay: another run is at work.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f"{path.name}.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise UnderWay(
                f"Another run ({lock.read().strip() or 'just started'}) is under way in {settings.project_root}: "
                "wait until it has ended."
            ) from None
        holder = f"process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
        # for the sentence of whoever comes second; on a full disk it does without
        with contextlib.suppress(OSError):
            os.ftruncate(lock.fileno(), 0)
            os.write(lock.fileno(), holder.encode())
        yield lock


def _carry_out(steps: list[Step], record: Record, path: Path, given: Given, lock: IO[str]) -> Record:
    for step in steps:
        record = record.begin(step.name)
        _keep(record, path)
        # a step that outlives this process still keeps others out
        account = supervise(step, given, _say, kept_open=[lock.fileno()])
        record = record.with_account(account)
        _keep(record, path)
        if account.code != DONE:
            _say(f"{step.name} did not end well after {account.seconds:,.0f} s.")
            break
        if not account.is_skipped:
            _say(f"{step.name} ended well in {account.seconds:,.0f} s.")
    return record


def _keep(record: Record, path: Path) -> None:
    """Write the record; a full disk must not keep the operator from being told of it."""
    try:
        save_record(record, path)
    except OSError as error:
        _say(f"{path} cannot be written ({error.strerror}): a `--only notify` will not know of this.")


def _tell(record: Record, settings: Settings) -> None:
    hand_over(compose(record, settings), _say)


@contextlib.contextmanager
def _ended_politely() -> Iterator[None]:
    """Take a scheduler's SIGTERM as Ctrl-C: the step is ended too, and the operator told."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _say(line: str) -> None:
    print(line, flush=True)

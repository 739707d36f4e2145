"""Runs `python -m cs_productivity …` in forks of one process, which has imported everything once.

One JSON object per line in: {"arguments", "environment", "values", "signal"}; one out: {"pid"}, then for "wait":
{"code", "out", "err"}. `values` are set by dotted name before the command runs. `signal`: {"steps", "number", "name"},
which the fork sends to itself before the so-manieth of such steps.
"""

from __future__ import annotations

import functools
import importlib
import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pymysql

import cs_productivity.collection.backfill
import cs_productivity.collection.dataset
import cs_productivity.collection.errors
import cs_productivity.collection.reconcile
import cs_productivity.collection.store_ddl
import cs_productivity.collection.zone
from cs_productivity.cli import main
from cs_productivity.collection.fingerprints import Fingerprints

# dlt imports them when it comes to it, which would be half of what each fork does
LATE_IMPORTS = ("dlt.common.libs.pyarrow", "dlt.sources.helpers.requests", "pandas", "pyarrow.dataset")
# each is one that may be the last: a batch of rows is read, a file gets to the disk, a name is given
STEPS = {
    "batch": (Fingerprints, "of"),
    "fsync": (os, "fsync"),
    "replace": (os, "replace"),
}


def serve(folder: Path) -> None:
    """Run commands until standard input ends; what they say goes into the folder."""
    assert psycopg and pymysql and cs_productivity
    for name in LATE_IMPORTS:
        importlib.import_module(name)
    for line in sys.stdin:
        task = json.loads(line)
        if "wait" in task:
            _, status = os.waitpid(task["wait"], 0)
            said = {name: (folder / f"{task['wait']}.{name}").read_text() for name in ("out", "err")}
            answer = {"code": os.waitstatus_to_exitcode(status), **said}
        else:
            answer = {"pid": _fork(task, folder)}
        print(json.dumps(answer), flush=True)


def _fork(task: dict[str, Any], folder: Path) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    sys.addaudithook(_stay_at_home)
    # a shell that starts tests in the background lets them ignore it
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        for name, number in (("out", 1), ("err", 2)):
            handle = os.open(folder / f"{os.getpid()}.{name}", os.O_CREAT | os.O_WRONLY, 0o600)
            os.dup2(handle, number)
        for name in [name for name in os.environ if name.startswith("CS_")]:
            del os.environ[name]
        os.environ.update(task["environment"])
        for name, value in task["values"].items():
            module, _, attribute = name.rpartition(".")
            setattr(importlib.import_module(module), attribute, value)
        if task["signal"]:
            _arm(**task["signal"])
        code = main(task["arguments"])
    except SystemExit as error:
        code = error.code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _stay_at_home(event: str, values: tuple[Any, ...]) -> None:
    """Nothing may be asked of another machine, by Python's own sockets at least."""
    if (
        event == "socket.connect"
        and isinstance(values[1], tuple)
        and not str(values[1][0]).startswith("127.")
    ):
        print(f"It calls {values[1]}", file=sys.stderr, flush=True)
        os._exit(99)


def _arm(steps: list[str], number: int, name: str) -> None:
    left = number

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def call(*values: Any, **named: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), getattr(signal, name))
            return function(*values, **named)

        return call

    for step in steps:
        owner, attribute = STEPS[step]
        setattr(owner, attribute, counted(getattr(owner, attribute)))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="commands-") as name:
        serve(Path(name))

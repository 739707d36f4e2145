"""`make soak`: plays hundreds of made-up histories, a quarter of mornings and real logs; writes docs/soak.md."""

from __future__ import annotations

import argparse
import functools
import os
import shutil
import signal
import sys
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from real_logs import source_folder

from increments.daily import play_days
from increments.dbt_runs import Dbt, RunFailed
from increments.growth import Growth
from increments.history import History
from increments.months import CASES, play_months
from increments.replay import Outcome, replay
from increments.scratch import scratch_folder
from increments.shrink import shrink
from increments.soak_report import REPORT, Soak, render


@functools.cache
def dbt_of_this_process(folder: Path) -> Dbt:
    """The project, parsed once in a process."""
    return Dbt(folder)


def play(history: History, scratch: Path) -> Outcome:
    """Play one history; whatever stops it is its report."""
    own = scratch / str(os.getpid())
    dbt = dbt_of_this_process(own / "dbt")
    try:
        return replay(history, dbt, own / "history")
    except Exception as error:
        shutil.rmtree(own / "history", ignore_errors=True)
        return Outcome(history, 0, 0, 0, 0, f"{history}\n{type(error).__name__}: {error}")


def play_growths(day_count: int, scratch: Path) -> dict[str, Growth]:
    """Play the mornings of so many days, and the months of every real log that is there; none for no days."""
    if not day_count:
        return {}
    own = scratch / str(os.getpid())
    dbt = dbt_of_this_process(own / "dbt")
    growths: dict[str, Growth] = {}
    # each takes long, and is said before the next begins
    for name, growth in _play_each(dbt, own, day_count):
        growths[name] = growth
        print(
            f"{name}: {len(growth.increment_seconds)} steps, {growth.report or 'no difference'}", flush=True
        )
    return growths


def _play_each(dbt: Dbt, folder: Path, day_count: int) -> Iterator[tuple[str, Growth]]:
    yield "sample", play_days(dbt, folder / "sample", day_count)
    if (source := source_folder()).is_dir():
        for name, case in CASES.items():
            yield name, play_months(dbt, folder / name, case, source)


def play_all(histories: list[History], scratch: Path, processes: int) -> Iterator[Outcome]:
    """Yield the outcome of every history as it comes, also of one that takes its process down with it."""
    waiting = deque(histories)
    while waiting:
        pool = ProcessPoolExecutor(processes, get_context("spawn"))
        tasks: dict[Future[Outcome], History] = {}
        try:
            while (waiting or tasks) and not any(_has_died(task) for task in tasks):
                while waiting and len(tasks) < processes:
                    tasks[pool.submit(play, waiting[0], scratch)] = waiting[0]
                    waiting.popleft()
                for task in wait(tasks, return_when=FIRST_COMPLETED).done:
                    if not _has_died(task):
                        del tasks[task]
                        yield task.result()
        except BrokenProcessPool:
            # a process died while the next history was handed over, which is still waiting
            pass
        finally:
            pool.shutdown()
        # one of those that were played together did it: each is played again, with a process for itself
        for history in tasks.values():
            yield _play_alone(history, scratch)


def _has_died(task: Future[Outcome]) -> bool:
    return task.done() and isinstance(task.exception(), BrokenProcessPool)


def _play_alone(history: History, scratch: Path) -> Outcome:
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        try:
            return pool.submit(play, history, scratch).result()
        except BrokenProcessPool:
            return Outcome(history, 0, 0, 0, 0, f"{history}\nIts process died.")


def soak(seeds: range, day_count: int, processes: int, scratch: Path) -> Soak:
    """Play the histories of these seeds, and what grows step by step; say each outcome.

    The report is written after each, so that a soak that is ended early leaves what it has played.
    """
    started = time.monotonic()
    played = Soak([], {}, processes, 0)
    histories = [History.of(seed) for seed in seeds]
    for outcome in play_all(histories, scratch, processes):
        played.outcomes.append(outcome)
        played = replace(played, seconds=time.monotonic() - started)
        REPORT.write_text(render(played), encoding="utf-8")
        print(f"{len(played.outcomes)} of {len(seeds)}: {say(outcome)}", flush=True)
    growths = play_growths(day_count, scratch)
    played = replace(played, growths=growths, seconds=time.monotonic() - started)
    REPORT.write_text(render(played), encoding="utf-8")
    return played


def say(outcome: Outcome) -> str:
    """One line about a history that is well, the whole report of one that is not."""
    if outcome.report:
        return f"seed {outcome.history.seed} FAILED\n{outcome.report}"
    builds = f"{outcome.build_count} builds ({outcome.kill_count} killed)"
    return f"seed {outcome.history.seed}, {builds}, {outcome.row_count:,} rows, no difference"


def main(arguments: list[str]) -> int:
    """Run what was asked for; returns 1 if anything differed or the project cannot be parsed."""
    parser = argparse.ArgumentParser(prog="make soak")
    parser.add_argument("--histories", type=int, default=300, help="made-up histories to play")
    parser.add_argument("--first", type=int, default=1, help="seed of the first of them")
    parser.add_argument(
        "--days", type=int, default=90, help="days of sample logs to land one by one; 0 is none"
    )
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, help="play this history only")
    parser.add_argument(
        "--shrink", action="store_true", help="look for the smallest one of the seed that fails"
    )
    given = parser.parse_args(arguments)
    # being ended is no reason to leave warehouses behind
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    scratch = scratch_folder()
    try:
        if given.seed is None:
            seeds = range(given.first, given.first + given.histories)
            result = soak(seeds, given.days, given.processes, scratch)
            return 1 if result.has_failed else 0
        outcome = play(History.of(given.seed), scratch)
        if outcome.report and given.shrink:
            smallest = shrink(outcome.history, lambda history: bool(play(history, scratch).report))
            outcome = play(smallest, scratch)
        print(say(outcome))
        return 1 if outcome.report else 0
    except RunFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

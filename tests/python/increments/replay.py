"""Plays a history: a build after each batch, then one full refresh beside it, and the comparison of the two."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
from project import ROOT

from increments.comparison import Comparison, compare
from increments.dbt_runs import (
    FIRST,
    INCREMENT,
    REFRESH,
    STEMS,
    WITH_MEMORY,
    WITH_TESTS,
    Dbt,
    Place,
    RunFailed,
    TestsFailed,
)
from increments.deliveries import deliver
from increments.erasures import erase
from increments.history import History

FAILED = ROOT / "target" / "increments-that-differ"
# The first build may be killed before any has told its number. Not that of another history: what happens to one must
# not hang on which was played before it.
STATEMENTS_AT_FIRST = 600


@dataclass(frozen=True)
class Outcome:
    """What came of a history: how much was run and compared, and a report if it is not as it must be."""

    history: History
    build_count: int
    kill_count: int
    relation_count: int
    row_count: int
    report: str


def replay(history: History, dbt: Dbt, folder: Path) -> Outcome:
    """Play a history in a folder of its own, which is removed if all is well.

    Args:
        history: what lands, and when.
        dbt: the project.
        folder: where the landing zone and the warehouses are made; it must not exist.

    Returns:
        The outcome. Where increments and full refresh differ, or a run failed, its report says how, and the
        folder is kept as FAILED/<seed>.
    """
    play = _Play(history, dbt, folder)
    compared = Comparison(0, 0, ())
    try:
        play.build_by_increments()
        play.refresh_beside()
        compared = compare(*play.warehouses, dbt.relations_of_one_run)
        problems = [*play.problems, *map(str, compared.differences)]
    except RunFailed as failure:
        problems = [*play.problems, f"The last of these failed: {failure}"]
    report = _keep(history, folder, [str(history), *play.steps, *problems]) if problems else ""
    shutil.rmtree(folder, ignore_errors=True)
    return Outcome(
        history, len(play.steps), play.kill_count, compared.relation_count, compared.row_count, report
    )


class _Play:
    """One history on its way, with the steps that were taken."""

    def __init__(self, history: History, dbt: Dbt, folder: Path) -> None:
        self.history, self.dbt = history, dbt
        self.zone = folder / "raw"
        self.zone.mkdir(parents=True)
        self.warehouses = (folder / f"{STEMS[0]}.duckdb", folder / f"{STEMS[1]}.duckdb")
        self.steps: list[str] = []
        self.problems: list[str] = []
        self.kill_count = 0
        self._is_built = False
        self._statement_count = STATEMENTS_AT_FIRST

    def build_by_increments(self) -> None:
        """Build after every batch; some builds are killed, and the next one has to make good for them."""
        stream = self.history.stream("kills")
        batches = deliver(self.history)
        # the build after the last batch comes to its end, and so does every second one
        kill_count = min(self.history.crash_count, (len(batches) - 1) // 2)
        killed = stream.permutation(len(batches) - 1)[:kill_count]
        erasures = self.history.stream("erasures")
        erased = erasures.permutation(len(batches))[: self.history.erasure_count]
        for number, batch in enumerate(batches):
            batch.land(self.zone)
            landed = {name: len(rows) for name, rows in batch.rows.items()}
            if number in erased:
                self.steps.append(erase(self.zone, self.warehouses[0], number, erasures))
            command = INCREMENT if self._is_built else FIRST
            command = WITH_TESTS if number == len(batches) - 1 else (*command, *WITH_MEMORY)
            if 0 < number == self.history.refresh_at:
                command = (*command, REFRESH)
            share = stream.random() if number in killed else None
            try:
                self._build(self.warehouses[0], command, f"batch {number}, rows {landed}", share)
            except TestsFailed as failure:
                self.problems.append(f"Tests failed: {failure}")
                # what dbt skipped because of them is built, so that rows can be compared all the same
                self._build(self.warehouses[0], INCREMENT, "the same again, without tests")

    def refresh_beside(self) -> None:
        """Build another warehouse from all that has landed."""
        self._build(self.warehouses[1], FIRST, "all that has landed, in another warehouse")
        # that the project was parsed with other vars must not matter
        as_of = self.history.variables["as_of"]
        with duckdb.connect(str(self.warehouses[1]), read_only=True) as connection:
            found = connection.execute("select as_of_at from intermediate.int_run_clock").fetchall()[0][0]
        if as_of and found.isoformat() != as_of:
            raise RunFailed(f"now is {found} and not {as_of}: the var did not reach the models")

    def _build(
        self, warehouse: Path, command: tuple[str, ...], about: str, share_done: float | None = None
    ) -> None:
        place = Place(self.zone, warehouse)
        step = f"{about}: dbt {' '.join(command)}"
        if share_done is None:
            self.steps.append(step)
            self._statement_count = self.dbt.run(place, command, self.history.variables)
            self._is_built = True
            return
        statement = 1 + int(share_done * self._statement_count)
        self.steps.append(f"{step}, killed before statement {statement}")
        if self.dbt.run_and_kill(place, command, self.history.variables, statement):
            self.kill_count += 1
        else:
            self.steps[-1] = step
            self._is_built = True


def _keep(history: History, folder: Path, lines: list[str]) -> str:
    """Keep what a failure can be looked into with, in place of an earlier one of this seed; return the report."""
    kept = FAILED / str(history.seed)
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(folder, kept)
    report = "\n".join([*lines, f"Kept in {kept}."])
    (kept / "report.txt").write_text(report + "\n", encoding="utf-8")
    return report

"""`make soak` goes on past what fails, and tells what was played."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from increments import soak
from increments.growth import Growth
from increments.history import History
from increments.replay import Outcome
from increments.soak_report import Soak, render


def test_the_report_of_a_soak_tells_what_was_played() -> None:
    history = History.of(3)
    well = Outcome(history, 5, 1, 57, 1_000, "")
    growths = {
        "sample": Growth([9.0] + [2.0] * 15 + [3.0] * 15, [5.0, 6.0], 2_000),
        "helpdesk": Growth([1.0], [1.0], 9, "After 1 steps:\nit differs"),
    }
    text = render(Soak([well, replace(well, history=History.of(4), row_count=234)], growths, 2, 120))
    for line in (
        "| machine | ",
        "| histories | 2, of which 0 failed |",
        "| seeds | 3 to 4 |",
        "| builds | 10, of which 2 were killed |",
        "| rows compared | 1,234 |",
        "| increments | 31, compared with a full refresh 2 times on the way |",
        "| seconds of an increment | 2.0 at first, 3.0 in the end; a full refresh then takes 6.0 |",
        "Public log `helpdesk`, revealed month by month, one increment each:",
        "| differences | yes: After 1 steps: |",
    ):
        assert line in text
    assert "failed seeds" not in text
    assert "| failed seeds | 3 |" in render(Soak([well, replace(well, report="x")], {}, 2, 1))


def test_a_soak_goes_on_past_a_history_that_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def play_all(chosen: list[History], *_: Any) -> Iterator[Outcome]:
        for history in chosen:
            yield Outcome(history, 4, 0, 57, 9, "it differs" if history.seed == 2 else "")

    monkeypatch.setattr(soak, "play_all", play_all)
    monkeypatch.setattr(soak, "REPORT", tmp_path / "soak.md")
    assert soak.main(["--first", "2", "--histories", "3", "--days", "0"]) == 1
    assert "| failed seeds | 2 |" in (tmp_path / "soak.md").read_text()
    said = capsys.readouterr().out
    assert "1 of 3: seed 2 FAILED\nit differs" in said
    assert "3 of 3: seed 4, 4 builds (0 killed), 9 rows, no difference" in said


class FakePool:
    """A pool of processes that die of the history with seed 2, and take down what is played beside it."""

    def __init__(self, processes: int, _: Any) -> None:
        self.processes, self.tasks, self.has_died = processes, [], False

    def submit(self, play: Any, history: History, scratch: Path) -> Future[Outcome]:
        if self.has_died:
            raise BrokenProcessPool
        task: Future[Outcome] = Future()
        self.tasks.append((task, history))
        if len(self.tasks) == self.processes:
            self.has_died = any(history.seed == 2 for _, history in self.tasks)
            for task_, history_ in self.tasks:
                if self.has_died:
                    task_.set_exception(BrokenProcessPool())
                else:
                    task_.set_result(Outcome(history_, 4, 0, 57, 9, ""))
            self.tasks = []
        return task

    def shutdown(self) -> None:
        self.has_died = True

    def __enter__(self) -> FakePool:
        return self

    def __exit__(self, *_: Any) -> None:
        self.shutdown()


def test_a_soak_goes_on_past_a_process_that_dies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(soak, "ProcessPoolExecutor", FakePool)
    chosen = [History.of(seed) for seed in range(1, 7)]
    outcomes = list(soak.play_all(chosen, tmp_path, 2))
    assert sorted(outcome.history.seed for outcome in outcomes) == [1, 2, 3, 4, 5, 6]
    assert [outcome.history.seed for outcome in outcomes if outcome.report] == [2]

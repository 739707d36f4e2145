"""The parts of `make bench` that a figure may be wrong by."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from project import ROOT

sys.path.insert(0, str(ROOT / "tests" / "bench"))

import bench_report
import look_backs
import peers
from builds import Cost, undisturbed
from limits import BACKEND, row_count, scan_and_hash, sort_and_group, write_clean
from steps import Step, slowest

NOON = datetime(2026, 3, 4, 12)


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    """A log with a copy, rows of nobody and of no ticket, a time that is none, and pauses around the cutoff."""
    seconds = [0, 600, 1201, 0, 5, 5, 7]
    rows = pd.DataFrame(
        {
            "log_id": ["l1", "l2", "l3", "l1", "l4", "l5", "l6"],
            "occurred_at": [str(NOON + timedelta(seconds=second)) for second in seconds[:-1]] + ["no time"],
            "agent_id": ["a1", "a1", "a1", "a1", None, "a1", "a1"],
            "ticket_id": ["t1", "t1", "t1", "t1", "t1", None, "t1"],
            "action": "note_added",
            "request_id": "r",
            "status_code": 200,
            "loaded_at": NOON,
        }
    )
    folder = tmp_path / "raw" / BACKEND.table / "loaded_date=2026-03-04"
    folder.mkdir(parents=True)
    rows.to_parquet(folder / "part-0.parquet", index=False)
    return write_clean(tmp_path / "raw", BACKEND, tmp_path)


@pytest.mark.parametrize("name", peers.PEERS)
def test_peers_cut_where_a_pause_is_longer_than_the_cutoff(clean: Path, name: str) -> None:
    segments = peers.PEERS[name](clean).sort_values("started_at")
    assert [tuple(row) for row in segments.itertuples(index=False)] == [
        ("a1", "t1", NOON, NOON + timedelta(seconds=600), 2),
        ("a1", "t1", NOON + timedelta(seconds=1201), NOON + timedelta(seconds=1201), 1),
    ]


def test_what_disturbs_one_of_several_builds_is_left_out() -> None:
    def build(total: float, **steps: float) -> Cost:
        return Cost(
            "a day", total, total, 0.0, [Step(name, "model", "", took, None) for name, took in steps.items()]
        )

    # 10 are between nodes in the first, 12 in the second
    assert undisturbed([build(17, a=2, b=5), build(22, a=3, b=7)]) == 2 + 5 + 10
    assert undisturbed([build(22, a=6, b=4), build(23, a=3, b=8)]) == 3 + 4 + 12


def test_peers_that_differ_are_not_compared(clean: Path, monkeypatch) -> None:
    assert set(peers.measure(clean)) == set(peers.PEERS)
    monkeypatch.setitem(peers.PEERS, "pandas", lambda file: peers.textbook_sql(file).head(1))
    with pytest.raises(SystemExit, match="do not give the same segments"):
        peers.measure(clean)


def test_look_backs_are_wrong_about_rows_that_come_later_than_they_look(tmp_path: Path) -> None:
    hours_and_days = [(0, 1), (200, 9), (201, 10), (2, 10)]
    rows = pd.DataFrame(
        {
            "log_id": [f"l{number}" for number in range(4)],
            "occurred_at": [NOON + timedelta(hours=hours) for hours, _ in hours_and_days],
            "agent_id": "a1",
            "ticket_id": ["t1", "t1", "t1", "t2"],
            "loaded_at": [NOON + timedelta(days=days) for _, days in hours_and_days],
        }
    )
    rows.to_parquet(tmp_path / "log.parquet", index=False)
    wrong = {found.name: found.wrong_rows for found in look_backs.one_day_more(tmp_path / "log.parquet")}
    # the late row of t2 is missing in all of them
    assert wrong == {"look-back, 1 d": 1, "look-back, 3 d": 1, "segment style": 1}


def test_look_backs_are_right_where_nothing_is_late(tmp_path: Path) -> None:
    times = [NOON + timedelta(hours=hours) for hours in (0, 24, 24.1, 48)]
    rows = pd.DataFrame({"log_id": list("abcd"), "occurred_at": times, "agent_id": "a1", "ticket_id": "t1"})
    rows.assign(loaded_at=times).to_parquet(tmp_path / "log.parquet", index=False)
    assert {found.wrong_rows for found in look_backs.one_day_more(tmp_path / "log.parquet")} == {0}


FIGURES = {
    "date": "2026-11-26",
    "machine": {"cores": 2, "agents": 3, "days": 40},
    "took": {"minutes": 104.6, "made_logs": False},
    "rows": {"backend_action_logs": 1234, "frontend_event_logs": 5},
    "costs": [{"name": "40 days at once", "cpu_seconds": 3.21, "wall_seconds": 2.0}],
    "slowest": {"full": [{"name": "int_agent_gaps", "cpu_seconds": 1.5, "peak_bytes": 2_500_000_000}]},
    "seconds": {"textbook SQL": 0.25},
    "one day more": [{"name": "look-back, 1 d", "cpu_seconds": 0.01, "wrong_rows": 33}],
    "ratios": {
        "a day more, long history / short": 1.25,
        "long history at once / a day more": 12.5,
        "a late day / a day more": 0.98,
    },
}


def test_report_says_which_bounds_are_held() -> None:
    document = bench_report.to_markdown(FIGURES)
    assert "| a day more, long history / short | 1.25 | ≤ 1.15 | no |" in document
    assert "| long history at once / a day more | 12.50 | ≥ 10 | yes |" in document
    assert "| a late day / a day more | 0.98 |  |  |" in document
    assert "1,234 rows of backend_action_logs" in document
    assert "| took | 105 minutes, on logs that were made before |" in document
    assert "| int_agent_gaps | 1.5 | 2.50 |" in document
    assert any(line.split()[-3:] == ["≥", "10", "yes"] for line in bench_report.say(FIGURES))


def test_each_size_has_a_page_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docs").mkdir()
    monkeypatch.setattr(bench_report, "ROOT", tmp_path)
    for size in ("default", "large", "default"):
        bench_report.write(FIGURES, size)
    pages = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "docs").iterdir()}
    assert set(pages) == {"bench.md", "bench.svg", "bench_large.md", "bench_large.svg"}
    assert "`make bench` makes" in pages["bench.md"] and "](bench.svg)" in pages["bench.md"]
    assert "`make bench SIZE=large` makes" in pages["bench_large.md"]
    assert "](bench_large.svg)" in pages["bench_large.md"]
    assert "Of more people: [bench_large.md](bench_large.md)." in pages["bench.md"]


def test_picture_has_a_row_for_each_ratio_with_a_bound() -> None:
    picture = bench_report.draw(FIGURES)
    assert picture.count("<circle") == 2
    assert "12.50 (≥ 10)" in picture


def test_limits_read_every_row(clean: Path) -> None:
    assert row_count(clean) == 7
    assert scan_and_hash(clean, BACKEND) >= 0
    assert sort_and_group(clean, BACKEND) >= 0


def test_slowest_are_models_and_the_costliest_first() -> None:
    steps = [
        Step(name, kind, "", cost, None)
        for name, kind, cost in [("a", "model", 1), ("b", "test", 9), ("c", "model", 3)]
    ]
    assert [step.name for step in slowest(steps, 1)] == ["c"]
    assert [step.name for step in slowest(steps, 9)] == ["c", "a"]

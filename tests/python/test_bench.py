"""The parts of `make bench` that a figure may be wrong by."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from project import ROOT

sys.path.insert(0, str(ROOT / "tests" / "bench"))

import peers
from limits import BACKEND, row_count, scan_and_hash, sort_and_group, write_clean
from run import upstream
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


def test_peers_that_differ_are_not_compared(clean: Path, monkeypatch) -> None:
    assert set(peers.measure(clean)) == set(peers.PEERS)
    monkeypatch.setitem(peers.PEERS, "pandas", lambda file: peers.textbook_sql(file).head(1))
    with pytest.raises(SystemExit, match="do not give the same segments"):
        peers.measure(clean)


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


def test_upstream_is_all_that_a_model_is_made_from(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    (tmp_path / "target" / "manifest.json").write_text(
        '{"sources": {"source.raw": {"name": "raw", "resource_type": "source"}},'
        ' "nodes": {"model.a": {"name": "a", "resource_type": "model", "depends_on": {"nodes": ["source.raw"]}},'
        ' "model.b": {"name": "b", "resource_type": "model", "depends_on": {"nodes": ["model.a"]}},'
        ' "model.c": {"name": "c", "resource_type": "model", "depends_on": {"nodes": ["model.b"]}}}}'
    )
    assert upstream(tmp_path, "b") == {"raw", "a", "b"}

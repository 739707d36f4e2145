"""Builds that are killed without a word, and what readers saw of it."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from faults.moments import build_and_kill, build_watching, choose
from faults.reader import read_findings, reading
from faults.workplace import Workplace

KILLS = int(os.environ.get("CS_KILLS", "50"))


def _kill(count: int, before: Workplace, after: Workplace, scratch: Path, seed: int) -> Counter[str]:
    """Kill builds at so many moments; each is followed by one that must give what an undisturbed one gives."""
    timed = before.copy_to(scratch / "killed")
    kinds, publishing_seconds = build_watching(timed)
    assert timed.marts() == after.marts()
    killed: Counter[str] = Counter()
    for moment in choose(kinds, publishing_seconds, count, seed):
        # a reader would miss the link while the folder is put back
        workplace = before.copy_to(scratch / "killed")
        findings = scratch / "findings.json"
        with reading(workplace.published, findings):
            was_killed = build_and_kill(workplace, moment)
            killed[moment.kind if was_killed else "came to the end"] += 1
            said = workplace.must_build()
        assert workplace.marts() == after.marts(), f"after {moment}: {said}"
        looks, generations, troubles = read_findings(findings)
        assert troubles == [], f"after {moment}"
        assert looks > 5 and 1 <= len(generations) <= 3
        drafts = [path.name for path in workplace.folder.glob(".published.generations/.writing-*")]
        assert drafts == []
    return killed


def test_a_killed_build_is_made_good_by_the_next(before: Workplace, after: Workplace, scratch: Path) -> None:
    killed = _kill(1, before, after, scratch, seed=1)
    assert killed["came to the end"] == 0


@pytest.mark.slow
def test_many_killed_builds_are_made_good_by_the_next(
    before: Workplace, after: Workplace, scratch: Path
) -> None:
    killed = _kill(KILLS, before, after, scratch, seed=2)
    print(f"killed in {dict(killed)}")
    assert sum(killed.values()) - killed["came to the end"] >= 0.9 * KILLS
    assert {"staging", "intermediate", "marts", "tests", "publishing"} <= killed.keys()

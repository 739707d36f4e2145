"""What readers see when a build does not end well."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from project import copy_project

from faults.reader import read_findings, reading
from faults.workplace import Workplace


@pytest.fixture
def project(scratch: Path) -> Path:
    """A copy of this project, for one test to change."""
    copy = scratch / "project"
    shutil.rmtree(copy, ignore_errors=True)
    return copy_project(copy)


@pytest.mark.slow
def test_a_failing_test_leaves_readers_the_last_good_generation(
    workplace: Workplace, after: Workplace, project: Path, scratch: Path
) -> None:
    workplace = replace(workplace, root=project)
    published, generation = workplace.marts(), workplace.published.resolve()
    test = project / "tests" / "data" / "marts" / "nothing_is_right.sql"
    test.write_text("select ticket_id from {{ ref('fct_tickets') }}")
    findings = scratch / "findings.json"
    with reading(workplace.published, findings):
        built = workplace.build()
        assert built.returncode != 0
        assert "Failed: the test nothing_is_right found" in built.stdout
        assert "its query is in target/compiled" in built.stdout
        assert "readers keep the marts they have. Mend what was found" in built.stdout
        assert (workplace.marts(), workplace.published.resolve()) == (published, generation)
        # one that only warns is said, and no reason to keep the figures back
        test.write_text("{{ config(severity='warn') }} select ticket_id from {{ ref('fct_tickets') }}")
        assert "Warning: the test nothing_is_right found" in workplace.must_build()
    assert workplace.marts() == after.marts()
    looks, generations, troubles = read_findings(findings)
    assert looks > 5
    assert (len(generations), troubles) == (2, [])


# tests/python/test_publish.py does so with marts that it makes up
@pytest.mark.slow
@pytest.mark.nightly
def test_old_generations_are_pruned(workplace: Workplace) -> None:
    for number in range(4):
        workplace.must_build("--vars", f"{{proof_gap_seconds: {20 + number}}}")
    store = workplace.folder / ".published.generations"
    assert len([path for path in store.iterdir() if not path.name.startswith(".")]) == 3

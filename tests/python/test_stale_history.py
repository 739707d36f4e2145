"""What is built before stays as long as it is right: nothing new, other rules, other columns."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from project import ROOT, Project

# each builds one and the same history on, some of it twice
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def project(sample_zone: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Three days of tickets and backend logs, built and published once."""
    folder = tmp_path_factory.mktemp("history")
    for table in ("tickets", "backend_action_logs"):
        for day in sorted((sample_zone / table).iterdir())[2:5]:
            shutil.copytree(day, folder / "raw" / table / day.name)
    project = Project(folder / "raw", folder)
    first = make_build(project)
    assert first.returncode == 0, first.stdout + first.stderr
    assert "Published" in first.stdout
    return project


def make_build(project: Project, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Build and publish as `make build` does."""
    places = {
        "CS_RAW_PATH": project.raw_path,
        "CS_DUCKDB_PATH": project.warehouse,
        "CS_SALT_PATH": project.folder / "salt",
        "CS_PUBLISH_PATH": project.folder / "published",
    }
    return subprocess.run(
        [sys.executable, "-m", "cs_productivity", "build", *arguments],
        cwd=ROOT,
        env={**os.environ, **{name: str(path) for name, path in places.items()}},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_a_build_with_nothing_new_touches_nothing_and_says_so(project: Project) -> None:
    runs = "select max(built_in_run) from intermediate.int_tickets"
    before = project.query(runs)
    again = make_build(project)
    assert again.returncode == 0, again.stdout + again.stderr
    assert "Nothing has landed since run" in again.stdout
    assert "Nothing changed, readers keep" in again.stdout
    assert project.query(runs) == before


def test_another_column_and_a_vanished_one_go_through(project: Project) -> None:
    (file,) = sorted((project.raw_path / "tickets").rglob("*.parquet"))[:1]
    rows = pd.read_parquet(file).head(3)
    rows = rows.assign(ticket_id=["new-1", "new-2", "new-3"], mood="bright").drop(columns="priority")
    target = project.raw_path / "tickets" / "later" / "part-0.parquet"
    target.parent.mkdir()
    rows.to_parquet(target, index=False)
    built = make_build(project)
    assert built.returncode == 0, built.stdout + built.stderr
    assert "New since run" in built.stdout
    assert project.query(
        "select count(*), count(priority) from marts.fct_tickets where ticket_id like 'new-%'"
    ) == [(3, 0)]


def test_history_of_other_rules_is_refused_by_dbt_and_built_anew_by_make(project: Project) -> None:
    variables = "{idle_cutoff_seconds: 300}"
    refused = project.run("build", "--exclude-resource-type", "unit_test", "--vars", variables)
    said = " ".join(refused.stdout.split())
    assert refused.returncode != 0
    assert "History was built by other rules (changed: the var idle_cutoff_seconds)." in said
    assert "run once with --full-refresh" in said
    built = make_build(project, "--vars", variables)
    assert built.returncode == 0, built.stdout + built.stderr
    assert "the var idle_cutoff_seconds" in built.stdout
    assert "All of it is built anew." in built.stdout
    beside = Project(project.raw_path, project.folder / "beside")
    beside.folder.mkdir()
    shutil.copy(project.folder / "salt", beside.folder / "salt")
    beside.build("--vars", variables)
    assert project.marts() == beside.marts()


def test_a_file_that_vanished_makes_history_anew(project: Project) -> None:
    shutil.rmtree(project.raw_path / "tickets" / "later")
    variables = ("--vars", "{idle_cutoff_seconds: 300}")
    built = make_build(project, *variables)
    assert built.returncode == 0, built.stdout + built.stderr
    assert "vanished from the landing zone (tickets/later/part-0.parquet)" in built.stdout
    assert "All of it is built anew." in built.stdout
    assert project.query("select count(*) from marts.fct_tickets where ticket_id like 'new-%'") == [(0,)]

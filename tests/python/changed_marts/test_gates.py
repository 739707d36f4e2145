"""Changes that must not get through: each is stopped by the check that is meant for it, and told in a sentence."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from project import ROOT, Project, copy_project

from cs_productivity.changes.state import sums_of

LIMIT_SECONDS = 900
HEADCOUNT = "models/marts/staffing/agg_headcount_monthly"
DRIVERS = "models/marts/improvement/agg_contact_drivers"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def state(built_sample: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, as a build of the project as it is made it."""
    folder = tmp_path_factory.mktemp("production") / "state"
    folder.mkdir()
    shutil.copy(built_sample.warehouse, folder / "warehouse.duckdb")
    shutil.copy(built_sample.folder / "target" / "manifest.json", folder / "manifest.json")
    (folder / "sums.json").write_text(json.dumps(sums_of(ROOT)))
    return folder


class Change:
    """A copy of the project with something changed, and the checks of a pull request on it."""

    def __init__(self, folder: Path, sample: Project, state: Path) -> None:
        self.project = copy_project(folder / "project")
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(self.project / "src"),
            "CS_RAW_PATH": str(sample.raw_path),
            "CS_SALT_PATH": str(sample.folder / "salt"),
            "CS_STATE_PATH": str(state),
        }

    def replace(self, file: str, old: str, new: str) -> None:
        path = self.project / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} has another form than this test knows"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def dbt(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a dbt command in a warehouse without rows, as `make build-empty` and `make unit-test` do."""
        return self._run(
            Path(sys.executable).with_name("dbt"), *arguments, CS_DUCKDB_PATH="target/empty.duckdb"
        )

    def build_empty(self) -> subprocess.CompletedProcess[str]:
        return self.dbt("build", "--empty", "--exclude-resource-type", "unit_test")

    def project_command(self, name: str) -> subprocess.CompletedProcess[str]:
        return self._run(Path(sys.executable), "-m", "cs_productivity", name)

    def _run(self, program: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(program), *arguments],
            cwd=self.project,
            env=self._environment | environment,
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )


@pytest.fixture
def change(tmp_path: Path, built_sample: Project, state: Path) -> Change:
    return Change(tmp_path, built_sample, state)


def test_no_change_builds_nothing(change: Change) -> None:
    built = change.project_command("build-changed")
    assert built.returncode == 0, built.stderr
    assert "Built 0 seeds and 0 models" in built.stdout
    said = change.project_command("compare").stdout
    count = len([*change.project.glob("models/marts/*/*.sql"), *change.project.glob("models/marts/*/*.py")])
    assert f"No mart was built anew; {count} marts stay as they are." in said


def test_a_column_that_only_the_sql_dropped_is_refused_without_a_row(change: Change) -> None:
    change.replace(f"{DRIVERS}.sql", "daily.currency", "daily.currency as tariff")
    assert change.dbt("parse").returncode == 0
    built = change.build_empty()
    assert built.returncode == 1
    assert "agg_contact_drivers" in built.stdout and "contract" in built.stdout.lower()


def test_a_column_that_readers_lose_is_refused_beside_the_state(change: Change) -> None:
    file = f"{HEADCOUNT}.yml"
    text = (change.project / file).read_text(encoding="utf-8")
    start = text.index("      - name: currency\n")
    change.replace(file, text[start : text.index("\n", text.index("description:", start)) + 1], "")
    built = change.project_command("build-changed")
    assert built.returncode == 1
    assert "breaking change" in built.stderr.lower() and "currency" in built.stderr


def test_a_doubled_row_fails_the_test_of_its_mart(change: Change) -> None:
    change.replace(
        f"{DRIVERS}.sql", "select * from final", "select * from final union all select * from final"
    )
    built = change.project_command("build-changed")
    assert built.returncode == 1
    assert "agg_contact_drivers_is_sound" in built.stderr
    said = change.project_command("compare").stdout
    assert "**Failed:** `agg_contact_drivers_is_sound`" in said
    assert "| `agg_contact_drivers` |" in said


def test_an_average_of_ratios_fails_a_unit_test(change: Change) -> None:
    volume = "sum({{ microseconds_of('volume * aht_seconds') }})"
    low = "sum({{ microseconds_of('volume * aht_seconds_low') }})"
    change.replace(
        f"{HEADCOUNT}.sql", f"{low}\n        / nullif({volume}, 0)", "avg(aht_seconds_low / aht_seconds)"
    )
    assert change.build_empty().returncode == 0
    tested = change.dbt("test", "--select", "agg_headcount_monthly,test_type:unit")
    assert tested.returncode == 1
    assert "agg_headcount_monthly_divides_first_and_rounds_up_once" in tested.stdout


def test_what_python_models_import_is_built_again_when_it_changed(change: Change) -> None:
    # no part of the state that dbt keeps
    change.replace(
        "src/cs_productivity/staffing/poisson.py", '"""Probabilities of', '"""Changed probabilities of'
    )
    built = change.project_command("build-changed")
    assert built.returncode == 0, built.stderr
    said = change.project_command("compare").stdout
    assert "0 marts differ" in said and "No mart was built anew" not in said
    assert "Volume, AHT and heads are what they were." in said

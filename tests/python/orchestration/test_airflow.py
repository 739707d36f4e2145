"""Airflow, in environments of its own, reads the DAG and runs its tasks; dbt stays in the project's environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
from project import PARTS, ROOT, copy_project

from cs_productivity.orchestration.outcomes import ORDER
from cs_productivity.orchestration.supervisor import NIGHTLY
from cs_productivity.simulator import write_sample

sys.path.append(str(ROOT / "tests" / "bigquery"))

from environments import ensure_environment

SIDE = Path(__file__).with_name("airflow_side.py")
AIRFLOW = ROOT / "src" / "cs_productivity" / "orchestration" / "airflow"
LIMIT_SECONDS = 3_600
pytestmark = pytest.mark.slow


class Airflow:
    """One version of Airflow, with a home and a database in a folder of the test's own, that calls nobody."""

    def __init__(self, version: str, folder: Path) -> None:
        self._python = ensure_environment(version, Path(__file__).parent)
        self._answer = folder / "answer.json"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("CS_", "AIRFLOW"))},
            "AIRFLOW_HOME": str(folder),
            "AIRFLOW__CORE__DAGS_FOLDER": str(AIRFLOW / "dags"),
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(AIRFLOW / "plugins"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{folder}/airflow.db",
            "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
            "SCARF_ANALYTICS": "False",
            # whoever asks for something from outside is told no; nothing listens here
            "HTTPS_PROXY": "http://127.0.0.1:9",
            "HTTP_PROXY": "http://127.0.0.1:9",
            "NO_PROXY": "127.0.0.1,localhost",
        }
        self._call(self._python.with_name("airflow"), "db", "migrate")

    def _call(self, *command: object, **environment: str) -> None:
        ended = subprocess.run(
            list(map(str, command)),
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout[-4000:] + ended.stderr[-4000:]

    def __call__(self, what: str, **environment: str) -> dict[str, Any]:
        self._call(self._python, SIDE, what, AIRFLOW / "dags", self._answer, **environment)
        return json.loads(self._answer.read_text())


@pytest.fixture(scope="module")
def airflow(tmp_path_factory: pytest.TempPathFactory) -> Airflow:
    return Airflow("airflow", tmp_path_factory.mktemp("airflow"))


@pytest.fixture(scope="module", params=["airflow", "airflow2"])
def described(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The DAG as each version of Airflow has read it."""
    if request.param == "airflow":
        return request.getfixturevalue("airflow")("describe")
    if sys.version_info >= (3, 13):
        pytest.skip("Airflow 2.10 is for Python up to 3.12")
    return Airflow(request.param, tmp_path_factory.mktemp(request.param))("describe")


def test_the_dag_is_read_without_an_error(described: dict[str, Any]) -> None:
    assert described["import_errors"] == []
    assert described["dags"] == ["cs_productivity_nightly"]
    assert (described["max_active_runs"], described["catchup"], described["schedule"]) == (
        1,
        False,
        "0 2 * * *",
    )


def test_its_tasks_are_the_steps_in_order_and_notify_comes_whatever_happened(
    described: dict[str, Any],
) -> None:
    tasks = described["tasks"]
    assert [task["id"] for task in tasks] == [*ORDER, "notify"]
    assert [task["after"] for task in tasks] == [[], ["collect"], ["freshness"], ["build"], ["publish"]]
    assert [task["rule"] for task in tasks] == ["all_success"] * 4 + ["all_done"]
    assert [(task["retries"], task["retry_minutes"]) for task in tasks[:4]] == [
        (2, 5),
        (1, 5),
        (0, 0),
        (1, 5),
    ]
    # a second notify would tell the operator twice
    assert tasks[-1]["retries"] == 0
    for task, step in zip(tasks, NIGHTLY, strict=False):
        assert task["environment"]["CS_MINUTES"] == str(step.limit_minutes)
        # the step ends itself first, and leaves word
        assert task["limit_minutes"] > step.limit_minutes


def test_a_back_fill_collects_its_date_and_a_run_by_hand_the_days_that_it_is_given(
    described: dict[str, Any],
) -> None:
    assert described["days"] == {
        "scheduled": ["", ""],
        "filled in": ["2026-03-01", "2026-03-31"],
        "one day": ["2026-03-01", "2026-03-01"],
        "back-fill": ["2026-03-09", "2026-03-09"],
    }


def test_absurd_hours_of_the_deadline_are_refused_by_name(airflow: Airflow) -> None:
    (error,) = airflow("describe", CS_DEADLINE_HOURS="six")["import_errors"]
    assert "CS_DEADLINE_HOURS is six: give whole hours from 1 to 168, or unset it." in error


def test_a_missed_deadline_is_told_by_airflows_own_trigger(airflow: Airflow, tmp_path: Path) -> None:
    told = tmp_path / "told"
    command = f"cat > {told}; env > {tmp_path}/environment"
    done = airflow("deadline", CS_NOTIFY_COMMAND=command, CS_DEADLINE_HOURS="4", CS_SOURCE_PASSWORD="hunter2")
    assert (done["hours"], done["states"]) == (4, ["running", "success"])
    assert told.read_text().startswith(
        f"CS Productivity Analytics: the run {done['run']} has not ended within 4 hours.\n"
    )
    assert "hunter2" not in (tmp_path / "environment").read_text()
    assert airflow("deadline", CS_NOTIFY_COMMAND="exit 3")["states"] == ["running", "failed"]


def checkout(folder: Path, python: str) -> Path:
    """A copy of this project whose environment is there already: a script in place of its Python."""
    copy_project(folder, (*PARTS, "Makefile", "requirements.lock"))
    fake = folder / ".venv" / "bin" / "python"
    fake.parent.mkdir(parents=True)
    fake.write_text(f"#!/bin/sh\n{python}\n")
    fake.chmod(0o755)
    # what `make environment` writes last
    (folder / ".venv" / "installed-from").write_text(f"{folder} {sum_of(folder / 'requirements.lock')}\n")
    (folder / ".venv" / "installed-from-package").write_text(f"{sum_of(folder / 'pyproject.toml')}\n")
    return folder


def sum_of(path: Path) -> str:
    with path.open() as file:
        summed = subprocess.run(["cksum"], stdin=file, capture_output=True, text=True, check=True)
    return summed.stdout.strip()


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A small sample, a checkout that builds it in this environment, and the settings of a worker."""
    write_sample(tmp_path / "raw", agents=4, days=3)
    folder = checkout(tmp_path / "project", f'echo "$@" >> {tmp_path}/called\nexec {sys.executable} "$@"')
    return folder, {
        "CS_PROJECT_PATH": str(folder),
        "CS_RAW_PATH": str(tmp_path / "raw"),
        "CS_DUCKDB_PATH": str(tmp_path / "warehouse.duckdb"),
        "CS_PUBLISH_PATH": str(tmp_path / "published"),
        "CS_SALT_PATH": str(tmp_path / "salt"),
        # the sample is of another year
        "CS_FRESHNESS_WARN_HOURS": "87600",
        "CS_FRESHNESS_ERROR_HOURS": "87600",
        "CS_NOTIFY_COMMAND": f"cat > {tmp_path}/told",
        # would hide the packages of the project's environment
        "PYTHONPATH": "/nowhere",
    }


def test_a_failing_test_fails_the_run_and_is_told_and_a_good_run_publishes(
    airflow: Airflow, small: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    folder, settings = small
    broken = folder / "tests" / "data" / "marts" / "nobody_is_at_work.sql"
    broken.write_text("select 1 as one_row\n")
    done = airflow("run", **settings)
    assert done["state"] == "failed"
    assert done["tasks"] == {
        "collect": "success",
        "freshness": "success",
        "build": "failed",
        "publish": "upstream_failed",
        "notify": "failed",
    }
    text = (tmp_path / "told").read_text()
    assert "stopped at build (exit code 1)." in text
    assert "Failed: the test nobody_is_at_work found 1 row that breaks it; its query is in target/" in text
    assert "  collect    skipped: CS_SOURCE_URL is not set" in text and "  publish    not run\n" in text
    assert not (tmp_path / "published").exists()

    broken.unlink()
    done = airflow("run", **settings)
    assert (done["state"], set(done["tasks"].values())) == ("success", {"success"})
    text = (tmp_path / "told").read_text()
    generation = (tmp_path / "published").readlink().name
    assert "ended well." in text and f"Readers have generation {generation}, with rows up to" in text
    assert (tmp_path / "published" / "marts.duckdb").is_file()
    steps = [
        line.split(" --run ")[0] for line in (tmp_path / "called").read_text().splitlines() if "--run" in line
    ]
    assert steps[-5:] == [f"-m cs_productivity run --only {step}" for step in (*ORDER, "notify")]


def test_a_worker_unpacks_an_archive_once_and_hands_on_what_it_is_given(
    airflow: Airflow, tmp_path: Path
) -> None:
    called, local, tools = tmp_path / "called", tmp_path / "local", tmp_path / "tools"
    folder = checkout(
        tmp_path / "project", f'echo "$@ with ${{PYTHONPATH:-no}} packages from $(pwd)" >> {called}'
    )
    archive = tmp_path / "cs-productivity.tar.gz"
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(folder, ".")
    for place in (local, tools):
        place.mkdir()
    # an environment that nobody has made yet would take minutes
    (tools / "make").write_text(f'#!/bin/sh\necho "make $@" >> {called}\n')
    (tools / "make").chmod(0o755)
    task = airflow("describe")["tasks"][0]
    given = {
        "CS_PROJECT_PATH": str(archive),
        "CS_STEP": "collect",
        "CS_RUN": "manual 1",
        "CS_MINUTES": "120",
        "CS_VARS": "{interval_minutes: 15}",
        "CS_FROM": "2026-03-01",
        "CS_TO": "2026-03-31",
        "TMPDIR": str(local),
        "PYTHONPATH": "/nowhere",
        "PATH": f"{tools}:{os.environ['PATH']}",
    }
    unpacked = local / f"cs-productivity-{'-'.join(sum_of(archive).split())}"
    for number in range(2):
        ended = subprocess.run(
            ["bash", "-c", task["command"]],
            env=given,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        assert [path.name for path in local.iterdir()] == [unpacked.name]
        assert (unpacked / "mark").exists() == bool(number)
        (unpacked / "mark").touch()
    assert called.read_text().splitlines() == 2 * [
        "make environment",
        "-m cs_productivity run --only collect --run manual 1 --once --limit collect=120 --vars {interval_minutes: 15} "
        f"--from 2026-03-01 --to 2026-03-31 with no packages from {unpacked}",
    ]
    given |= {"CS_FROM": "", "CS_TO": "", "CS_VARS": ""}
    subprocess.run(["bash", "-c", task["command"]], env=given, timeout=120, check=True)
    assert "--limit collect=120 --vars  with no packages" in called.read_text().splitlines()[-1]


@pytest.mark.parametrize("is_there", [True, False])
def test_where_no_environment_can_be_made_the_last_task_still_tells(
    airflow: Airflow, tmp_path: Path, is_there: bool
) -> None:
    folder = checkout(tmp_path / "project", "echo 'told by the project'")
    (tmp_path / "make").write_text(f"#!/bin/sh\nexit {0 if is_there else 2}\n")
    (tmp_path / "make").chmod(0o755)
    given = {
        "CS_PROJECT_PATH": str(folder),
        "CS_RUN": "manual 1",
        "CS_NOTIFY_COMMAND": f"cat > {tmp_path}/told; env > {tmp_path}/environment",
        "CS_SOURCE_PASSWORD": "hunter2",
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
    }
    command = airflow("describe")["tasks"][-1]["command"]
    ended = subprocess.run(
        ["bash", "-c", command], env=given, capture_output=True, text=True, timeout=120, check=False
    )
    if is_there:
        assert (ended.returncode, ended.stdout) == (0, "told by the project\n")
        assert not (tmp_path / "told").exists()
    else:
        assert ended.returncode == 2
        assert (tmp_path / "told").read_text() == (
            "CS Productivity Analytics: the run manual 1 stopped, since the environment of the project cannot be made "
            "on a worker of Airflow. What to do: look at the log of its task notify.\n"
        )
        assert "hunter2" not in (tmp_path / "environment").read_text()

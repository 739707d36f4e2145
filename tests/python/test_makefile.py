"""The Makefile: how .venv is made, kept and repaired, and what `make clean` leaves alone.

A small program stands in for Python, so that nothing is downloaded: `python -m venv` copies it to
.venv/bin/python, and every call is written to a file.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from project import ROOT

FAKE_PYTHON = """#!/bin/sh
echo "$(basename "$0") $*${PYTHONPATH:+ with packages from $PYTHONPATH}" >> "$FAKE_LOG"
case "$*" in
    --version) echo "Python 3.12.9" ;;
    "-c import venv, ensurepip") exit ${FAKE_NO_VENV:-0} ;;
    "-c import sys"*) exit ${FAKE_UNSUITABLE:-0} ;;
    "-m venv --clear .venv") rm -rf .venv; mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;
    *"-r requirements.lock"*) exit ${FAKE_INSTALL:-0} ;;
    *"-e .") exit ${FAKE_PACKAGE:-0} ;;
esac
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The Makefile with a fake Python on a PATH that has no other, in a folder with a space in its name."""
    folder = tmp_path / "a project"
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, folder)
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "make", "cat", "cksum", "awk", "rm", "cp", "mkdir", "basename", "find", "head"):
        place = shutil.which(name)
        assert place is not None
        (tools / name).symlink_to(place)
    fake = tools / "python3.12"
    fake.write_text(FAKE_PYTHON)
    fake.chmod(0o755)
    return folder


def make(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", *arguments],
        cwd=project,
        env={"PATH": str(project.parent / "tools"), "FAKE_LOG": str(project.parent / "log"), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def calls(project: Path) -> list[str]:
    """Calls of Python since the last look, without the look at the environment itself."""
    log = project.parent / "log"
    lines = log.read_text().splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return [
        line for line in lines if line != "python -c " and "import" not in line and "--version" not in line
    ]


INSTALL = [
    "python3.12 -m venv --clear .venv",
    "python -m pip install --quiet --no-compile --no-deps --require-hashes --only-binary :all: -r requirements.lock",
    "python -m pip install --quiet --no-deps --no-build-isolation -e .",
]


def test_help_is_the_default_and_lists_every_target(project: Path) -> None:
    text = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^\.PHONY: (.+)$", text, re.MULTILINE)) - {
        "environment",
        "install",
        "install-package",
    }
    said = make(project).stdout
    assert {line.split()[1] for line in said.splitlines()} == targets
    assert targets == {
        *(
            "build",
            "test",
            "lint",
            "publish",
            "clean",
            "help",
            "check-bigquery",
            "cost",
            "test-bigquery",
            "build-real",
            "accuracy",
            "faults",
            "test-slow",
            "bench",
            "docs",
            "notebook",
            "screenshots",
            "soak",
            "demo",
            "fault-matrix",
            "bench-collect",
            "parse",
            "build-empty",
            "unit-test",
            "state",
            "build-changed",
            "compare",
            "freshness",
            "run",
        )
    }
    assert all(len(line.split()) > 4 for line in said.splitlines())
    assert calls(project) == []


def test_the_environment_is_made_once_and_again_when_its_sources_change(project: Path) -> None:
    assert make(project, "publish").returncode == 0
    assert calls(project) == [*INSTALL, "python -m cs_productivity publish"]
    make(project, "publish")
    assert calls(project) == ["python -m cs_productivity publish"]
    # what the lock does not show needs the package alone
    for name, expected in (("requirements.lock", INSTALL), ("pyproject.toml", INSTALL[2:])):
        with (project / name).open("a") as file:
            file.write("# one more line\n")
        # an older time must not hide the change
        os.utime(project / name, (0, 0))
        make(project, "publish")
        assert calls(project) == [*expected, "python -m cs_productivity publish"]
        make(project, "publish")
        assert calls(project) == ["python -m cs_productivity publish"]


@pytest.mark.parametrize(("stage", "done"), [("FAKE_INSTALL", 2), ("FAKE_PACKAGE", 3)])
def test_an_install_that_was_cut_short_is_repaired(project: Path, stage: str, done: int) -> None:
    for _ in range(2):
        failed = make(project, "publish", **{stage: "1"})
        assert failed.returncode != 0
        assert calls(project) == INSTALL[:done]
    make(project, "publish")
    assert calls(project) == [*INSTALL, "python -m cs_productivity publish"]


def test_an_environment_that_lost_its_python_or_was_moved_is_made_again(project: Path) -> None:
    make(project, "publish")
    calls(project)
    (project / ".venv" / "bin" / "python").unlink()
    make(project, "publish")
    assert calls(project)[:3] == INSTALL
    moved = project.rename(project.parent / "elsewhere")
    make(moved, "publish")
    assert calls(moved)[:3] == INSTALL


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        ([], {"FAKE_UNSUITABLE": "1"}, "There is no Python from 3.11 to 3.13 on this machine"),
        (["PYTHON_BIN=python2"], {}, "PYTHON_BIN=python2 is no Python from 3.11 to 3.13"),
        ([], {"FAKE_NO_VENV": "1"}, "python3.12 has no venv module: install it"),
    ],
)
def test_a_machine_without_a_suitable_python_gets_a_sentence(
    project: Path, arguments: list[str], environment: dict[str, str], said: str
) -> None:
    ended = make(project, "build", *arguments, **environment)
    assert ended.returncode != 0
    lines = [line for line in ended.stderr.splitlines() if not line.startswith("make")]
    assert len(lines) == 1
    assert lines[0].startswith(said)
    assert not (project / ".venv").exists()


def test_a_python_can_be_named(project: Path) -> None:
    own = project.parent / "my python"
    own.write_text(FAKE_PYTHON)
    own.chmod(0o755)
    make(project, "publish", f"PYTHON_BIN={own}")
    assert calls(project)[0] == "my python -m venv --clear .venv"


def test_variables_reach_the_build_as_they_are(project: Path) -> None:
    make(project, "build", "VARS={reporting_timezone: 'America/New_York', as_of: \"2026-03-30\"}")
    expected = "{reporting_timezone: 'America/New_York', as_of: \"2026-03-30\"}"
    assert calls(project)[-1] == f"python -m cs_productivity build --vars {expected}"
    make(project, "build")
    assert calls(project)[-1].rstrip() == "python -m cs_productivity build --vars"


def test_variables_and_days_reach_the_nightly_job(project: Path) -> None:
    make(project, "run", "VARS={reporting_timezone: UTC}", "FROM=2026-03-01", "TO=2026-03-31")
    expected = "--vars {reporting_timezone: UTC} --from 2026-03-01 --to 2026-03-31"
    assert calls(project)[-1].rstrip() == f"python -m cs_productivity run {expected}"
    make(project, "run")
    assert calls(project)[-1].rstrip() == "python -m cs_productivity run --vars"


def test_packages_from_outside_are_not_used(project: Path) -> None:
    make(project, "publish", PYTHONPATH="/elsewhere")
    assert calls(project) == [*INSTALL, "python -m cs_productivity publish"]


def test_the_other_targets(project: Path) -> None:
    make(project, "test")
    in_two = "--numprocesses=2 --dist=loadfile --no-loadscope-reorder"
    assert calls(project)[-1] == f"python -m pytest -m not slow {in_two} --durations=40 --durations-min=5"
    make(project, "test-slow", "KILLS=3")
    assert calls(project)[-1] == "python -m pytest -m slow and not nightly --durations=30 --durations-min=20"
    make(project, "check-bigquery")
    assert calls(project)[-1] == "python tests/bigquery/check.py"
    make(project, "build-real", "CASE=bank")
    assert calls(project)[-1] == "python tests/python/real_logs/build.py bank"
    for target in ("state", "build-changed", "compare"):
        make(project, target)
        assert calls(project)[-1] == f"python -m cs_productivity {target}"
    soak = "python tests/python/increments/soak.py --first 1 --histories 300 --days 90 --processes 2"
    make(project, "soak")
    assert calls(project)[-1].rstrip() == soak
    make(project, "soak", "SEED=7", "SHRINK=1")
    assert calls(project)[-1] == f"{soak} --seed 7 --shrink"


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")


SAMPLE = (
    "raw/_sample.json",
    "raw/_truth/visits.parquet",
    "raw/tickets/loaded_date=2026-03-02/part-0.parquet",
)
MADE = (
    "docs/index.html",
    "warehouse.duckdb",
    "warehouse.duckdb.wal",
    "run.json",
    "run.json.lock",
    ".published.generations/1/manifest.json",
    ".raw.unfinished-1/new/x",
)


def test_clean_removes_what_builds_made_and_no_salt(project: Path) -> None:
    data = project / "data"
    put(data, *SAMPLE, *MADE, "salt", "mine/tickets/a.parquet")
    (data / "published").symlink_to(".published.generations/1")
    put(project, "target/a", "logs/dbt.log", "models/a.sql")
    assert make(project, "clean").returncode == 0
    assert sorted(path.relative_to(data).as_posix() for path in data.rglob("*") if path.is_file()) == [
        "mine/tickets/a.parquet",
        "salt",
    ]
    assert not (data / "raw").exists()
    assert not (data / "published").is_symlink()
    assert not (project / "target").exists()
    assert not (project / "logs").exists()
    assert (project / "models" / "a.sql").is_file()
    assert make(project, "clean").returncode == 0


def test_clean_leaves_logs_that_are_not_the_sample(project: Path) -> None:
    data = project / "data"
    put(data, "raw/tickets/loaded_date=2026-03-02/part-0.parquet")
    assert make(project, "clean").stdout == ""
    assert (data / "raw" / "tickets").is_dir()
    put(data, *SAMPLE, "raw/tickets/mine.parquet")
    assert (
        make(project, "clean").stdout
        == "data/raw stays: data/raw/tickets/mine.parquet is not of the sample logs.\n"
    )
    assert (data / SAMPLE[2]).is_file()


def test_clean_leaves_what_settings_put_elsewhere(project: Path, tmp_path: Path) -> None:
    put(tmp_path, "far.duckdb")
    said = make(project, "clean", CS_DUCKDB_PATH=str(tmp_path / "far.duckdb")).stdout
    assert said == f"{tmp_path}/far.duckdb stays: remove it by hand.\n"
    assert (tmp_path / "far.duckdb").is_file()

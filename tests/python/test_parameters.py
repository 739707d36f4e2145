"""Seeds that make no sense fail by name."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from project import copy_project


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the dbt project whose seeds can be spoilt."""
    return copy_project(tmp_path / "project")


def spoil(project: Path, seed: str, before: str, after: str) -> None:
    file = project / "seeds" / "parameters" / f"{seed}.csv"
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after, 1))


def failed_tests(project: Path, zone: Path, *arguments: str) -> set[str]:
    """Run `dbt build` and return the names of tests that failed."""
    places = {"CS_RAW_PATH": zone, "CS_DUCKDB_PATH": project / "w.duckdb", "CS_SALT_PATH": project / "salt"}
    found = subprocess.run(
        [
            str(Path(sys.executable).with_name("dbt")),
            "build",
            "--exclude-resource-type",
            "unit_test",
            *arguments,
        ],
        cwd=project,
        env={**os.environ, **{name: str(path) for name, path in places.items()}},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    lines = found.stdout.splitlines()
    return {line.split(" FAIL ")[1].split()[1] for line in lines if " FAIL " in line}


def test_values_that_make_no_sense_fail_by_name(copy: Path, sample_zone: Path) -> None:
    spoil(copy, "channels", "phone,continuous,opened,20,0.8,120", "phone,continuous,opened,20,1.2,120")
    spoil(copy, "opening_hours", "chat,monday,00:00,24:00", "chat,monday,18:00,09:00")
    spoil(copy, "opening_hours", "mail,monday", "telex,monday")
    spoil(copy, "opening_hours", "mail,tuesday", "mail,caturday")
    spoil(copy, "staffing_costs", "2500,JPY,160", "2500,JPY,0,\ntokyo,(other),30,EUR,160")
    spoil(copy, "scenarios", "base,0,0,0", "base,0,0,0.1")
    seeds = ["channels", "opening_hours", "staffing_costs", "scenarios"]
    failed = failed_tests(copy, sample_zone, "--indirect-selection", "cautious", "--select", *seeds)
    assert {
        "channels_parameters_are_sensible",
        "opening_hours_parameters_are_sensible",
        "relationships_opening_hours_channel__channel__ref_channels_",
        "staffing_costs_parameters_are_sensible",
        "scenarios_parameters_are_sensible",
        # costs of two currencies cannot be added
        "parameters_have_their_fallbacks",
    } <= failed
    assert any(name.startswith("accepted_values_opening_hours_day") for name in failed)


@pytest.mark.slow
def test_a_deadline_that_is_over_before_the_channel_opens_fails_by_name(
    copy: Path, sample_zone: Path, tmp_path: Path
) -> None:
    zone = tmp_path / "raw"
    for table in ("tickets", "backend_action_logs"):
        for day in sorted((sample_zone / table).iterdir())[2:4]:
            shutil.copytree(day, zone / table / day.name)
    spoil(
        copy,
        "channels",
        "mail,deferred,replied,86400,1,,,deferred,opening_hours",
        "mail,deferred,replied,3600,1,,,deferred,calendar",
    )
    spoil(copy, "opening_hours", "mail,monday,00:00,24:00", "mail,monday,09:00,17:00")
    assert failed_tests(copy, zone) == {"deadlines_fit_opening_hours"}

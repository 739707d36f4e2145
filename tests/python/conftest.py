"""What several test files share: made-up logs, and a warehouse built from them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from increments.scratch import scratch_folder
from project import Project
from real_logs import source_folder

from cs_productivity.simulator import write_sample

# hashing must not differ from run to run, and made-up data needs no secret
SALT = "a fixed salt for tests"


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of public logs; a test that needs them is skipped where they are not."""
    folder = source_folder()
    if not folder.is_dir():
        pytest.skip(f"no public logs in {folder}: set CS_REAL_DATA to the folder that holds them")
    return folder


@pytest.fixture(scope="module")
def scratch() -> Iterator[Path]:
    """A folder that many warehouses can be made in, on the fastest disk there is."""
    folder = scratch_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def sample_zone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A landing zone of made-up logs, with every kind of dirt in it."""
    zone = tmp_path_factory.mktemp("sample") / "raw"
    write_sample(zone, agents=12, days=14)
    return zone


@pytest.fixture(scope="session")
def built_sample(sample_zone: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The warehouse that `dbt build` makes of the made-up logs."""
    project = Project(sample_zone, tmp_path_factory.mktemp("built"))
    (project.folder / "salt").write_text(SALT)
    project.build()
    return project

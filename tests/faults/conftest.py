"""A small desk's logs, and what was built and published of them before a fault."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from increments.scratch import scratch_folder

from cs_productivity.simulator import write_sample
from faults.workplace import Workplace, days_of


@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    """A folder for warehouses, on the fastest disk there is."""
    folder = scratch_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def sample(scratch: Path) -> Path:
    """Sample logs of which the last day has not landed yet."""
    zone = scratch / "sample"
    write_sample(zone, agents=6, days=6)
    return zone


@pytest.fixture(scope="session")
def before(scratch: Path, sample: Path) -> Workplace:
    """All but the last day is built and published, and the last day has just landed."""
    workplace = Workplace(scratch / "before")
    days = days_of(sample)
    workplace.land(sample, days[:-1])
    workplace.must_build()
    workplace.land(sample, days[-1:])
    return workplace


@pytest.fixture(scope="session")
def after(scratch: Path, before: Workplace) -> Workplace:
    """The last day is built and published, and nothing went wrong."""
    workplace = before.copy_to(scratch / "after")
    workplace.must_build()
    return workplace


@pytest.fixture
def workplace(scratch: Path, before: Workplace) -> Iterator[Workplace]:
    """What was there before, for one test to spoil."""
    workplace = before.copy_to(scratch / "spoiled")
    yield workplace
    shutil.rmtree(workplace.folder, ignore_errors=True)

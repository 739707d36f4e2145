"""What several test files share: made-up logs, and a warehouse built from them."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from increments.scratch import scratch_folder
from project import Project
from real_logs import source_folder

from cs_productivity.simulator import write_sample

# hashing must not differ from run to run, and made-up data needs no secret
SALT = "a fixed salt for tests"

# the longest of `make test`, which takes whole files in this order: begun late, one would go on alone at the end; the
# first makes the sample's warehouse, which those after the second want
LONGEST = (
    "test_build",
    "test_increments",
    "collection/test_collect",
    "test_publish",
    "test_ui_log",
    "test_helpdesk",
    "test_rabobank",
    "test_bank_calls",
    "test_report_browser",
    "bi/test_metrics_command",
    "test_wrong_inputs",
    "test_contract_seam",
    "bi/test_semantic_layer",
    "bi/analysis/test_sql_analyses",
    "bi/test_lookml_dashboards",
    "bi/analysis/test_notebooks",
    "test_cli",
    "test_style_gates",
    "documentation/test_lineage",
    "bi/test_mf",
    "bi/metabase/test_sql_style",
    "bi/metabase/test_answers",
    "test_parameters",
    "forecasting/test_bank_2003",
    "test_simulator",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first, and leave the others as they were found."""
    here = Path(__file__).parent
    places = {here / f"{name}.py": place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


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
def common_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run of tests share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@contextmanager
def made_once(folder: Path) -> Iterator[bool]:
    """Tell whether the folder is still to be made; other processes wait until it is."""
    with folder.with_name(f"{folder.name}.turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        done = folder.with_name(f"{folder.name}.done")
        yield not done.exists()
        done.touch()


@pytest.fixture(scope="session")
def sample_zone(common_folder: Path) -> Path:
    """A landing zone of made-up logs, with every kind of dirt in it; tests do not change it."""
    zone = common_folder / "sample" / "raw"
    with made_once(zone.parent) as is_new:
        if is_new:
            write_sample(zone, agents=12, days=14)
    return zone


@pytest.fixture(scope="session")
def built_sample(sample_zone: Path, common_folder: Path) -> Project:
    """The warehouse that `dbt build` makes of the made-up logs; tests only read it."""
    project = Project(sample_zone, common_folder / "built")
    with made_once(project.folder) as is_new:
        if is_new:
            project.folder.mkdir()
            (project.folder / "salt").write_text(SALT)
            project.build()
    return project

"""Published marts, and the notebooks run on them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from project import Project

from bi.analysis.notebooks import NOTEBOOKS, Run, run_code
from bi.published import publish_build, publish_empty
from cs_productivity.publish import MANIFEST_FILE, MARTS_FILE


@pytest.fixture(scope="session")
def published(built_sample: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that readers open after a build of the sample."""
    return publish_build(built_sample, tmp_path_factory.mktemp("notebooks"))


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with marts that have no rows."""
    return publish_empty(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="session")
def ran(published: Path) -> dict[str, Run]:
    """Each notebook by its name, run on the marts of the sample."""
    return {notebook.stem: run_code(notebook, published) for notebook in NOTEBOOKS}


@pytest.fixture
def change(published: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Returns the folder of a copy of the published marts after a statement."""

    def changed(statement: str) -> Path:
        for name in (MARTS_FILE, MANIFEST_FILE):
            shutil.copy(published / name, tmp_path)
        with duckdb.connect(str(tmp_path / MARTS_FILE)) as connection:
            connection.execute(statement)
        return tmp_path

    return changed

"""A project without rows, and no setting of this machine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from project import ROOT


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that counts as the project, as the working directory."""
    # what the code itself sets goes with the test, too
    for name in ("CS_RAW_PATH", "CS_DUCKDB_PATH", "CS_SALT_PATH"):
        monkeypatch.setenv(name, "x")
    for name in [name for name in os.environ if name.startswith("CS_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "project"
    folder.mkdir()
    shutil.copy(ROOT / "dbt_project.yml", folder)
    shutil.copytree(ROOT / "contracts", folder / "contracts")
    monkeypatch.chdir(folder)
    return folder

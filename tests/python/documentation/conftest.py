"""The documentation of a copy of the project, with the types of a built warehouse."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from in_process import environment
from project import PARTS, Project, copy_project

from cs_productivity.documentation import write_page
from cs_productivity.settings import Settings


@dataclass(frozen=True)
class Documented:
    """A page, what was said while it was written, and what dbt left beside it."""

    settings: Settings
    page: Path
    said: list[str]

    def artifact(self, name: str) -> dict[str, Any]:
        """Return one of dbt's JSON files."""
        return json.loads(
            (self.settings.project_root / "target" / f"{name}.json").read_text(encoding="utf-8")
        )


@pytest.fixture(scope="session")
def document(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Documented]:
    """Returns a function that documents the project with a warehouse."""

    def write(warehouse: Path) -> Documented:
        root = copy_project(tmp_path_factory.mktemp("documented") / "project", (*PARTS, "analyses"))
        raw, salt = root / "raw", root / "salt"
        settings = Settings(root, raw, True, warehouse, root / "published", salt)
        said: list[str] = []
        # the command tells dbt by the environment where things are
        with environment(CS_RAW_PATH=str(raw), CS_DUCKDB_PATH=str(warehouse), CS_SALT_PATH=str(salt)):
            return Documented(settings, write_page(settings, said.append), said)

    return write


@pytest.fixture(scope="session")
def documented(
    built_sample: Project, document: Callable[[Path], Documented], tmp_path_factory: pytest.TempPathFactory
) -> Documented:
    return document(built_sample.copy_to(tmp_path_factory.mktemp("to-document") / "own").warehouse)

"""The semantic layer, and the marts that LookML is tried on, made once for all of their tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from project import ROOT, Project

from bi.looker.gaps import write_marts_and_more
from bi.looker.runner import Runner
from bi.semantic_layer import Layer, Parsed, marts_in_memory, parse


@pytest.fixture(scope="session")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Parsed:
    """The project as dbt parses it for DuckDB."""
    return parse(ROOT, tmp_path_factory.mktemp("duckdb"))


@pytest.fixture(scope="session")
def semantic_manifest(parsed: Parsed) -> dict[str, Any]:
    """The semantic layer on DuckDB."""
    return parsed.manifest


@pytest.fixture(scope="session")
def layer(semantic_manifest: dict[str, Any], built_sample: Project) -> Iterator[Layer]:
    """The semantic layer on the marts of the sample, with what the sample is too small for."""
    with marts_in_memory(built_sample.warehouse) as connection:
        yield Layer(semantic_manifest, connection)


@pytest.fixture(scope="session")
def marts_and_more(built_sample: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the marts of the sample, and with what it lacks."""
    copy = tmp_path_factory.mktemp("looker") / "marts_and_more.duckdb"
    write_marts_and_more(built_sample.warehouse, copy)
    return copy


@pytest.fixture(scope="session")
def runner(marts_and_more: Path) -> Runner:
    """The same, for queries of Looker."""
    return Runner(marts_and_more)

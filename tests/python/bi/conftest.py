"""The semantic layer, read once for all of its tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from project import ROOT, Project

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

"""The collection is what Metabase's own schemas say a collection is; npm fetches them, for the tests alone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bi.metabase.collection import ENGINES, FOLDER, read_collection

PACKAGE = Path(__file__).parent / "schemas"


def run(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="module")
def validator(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The validator that Metabase publishes, in a temporary folder."""
    npm = shutil.which("npm")
    if npm is None and "CI" not in os.environ:
        pytest.skip("no npm on this machine: install Node 20 or later to check against Metabase's schemas")
    assert npm, "CI must hold the collection against Metabase's schemas, and there is no npm"
    folder = tmp_path_factory.mktemp("schemas") / "package"
    shutil.copytree(PACKAGE, folder)
    installed = run(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", folder=folder)
    assert installed.returncode == 0, installed.stderr
    return str(folder / "node_modules" / ".bin" / "representations")


@pytest.mark.parametrize("engine", ENGINES)
def test_every_file_is_valid_by_metabases_schemas(engine: str, validator: str) -> None:
    told = run(validator, "validate-schema", "--folder", str(FOLDER / engine), folder=FOLDER)
    assert told.returncode == 0, told.stderr
    count = len(read_collection(engine).documents)
    assert f"{count} passed, 0 failed" in told.stdout


@pytest.mark.parametrize(
    "file, pattern, replacement, sentence",
    [
        ("overview.yaml", r"^entity_id: .*$", "entity_id: too-short", "/entity_id must match pattern"),
        ("overview.yaml", r"size_x: 4", "size_x: 25", "size_x must be <= 24"),
        (
            "questions/headline_aht.yaml",
            r"^display: scalar$",
            "display: speedometer",
            "/display must be equal",
        ),
        ("questions/headline_aht.yaml", r"^ +widget-type: .*\n", "", "required property 'widget-type'"),
        ("questions/headline_aht.yaml", r"- agg_aht_daily\n", "- null\n", "must be string"),
        ("questions.yaml", r"model: Collection", "model: Drawer", 'unknown model "Drawer"'),
    ],
)
def test_the_schemas_refuse_a_wrong_file(
    file: str, pattern: str, replacement: str, sentence: str, validator: str, tmp_path: Path
) -> None:
    shutil.copytree(FOLDER / "duckdb", tmp_path / "duckdb")
    path = tmp_path / "duckdb" / "collections" / "main" / "cs_productivity" / file
    text, count = re.subn(pattern, replacement, path.read_text(), flags=re.MULTILINE)
    assert count
    path.write_text(text)
    told = run(validator, "validate-schema", "--folder", str(tmp_path / "duckdb"), folder=tmp_path)
    assert told.returncode == 1
    assert sentence in told.stderr
    assert "1 failed" in told.stdout

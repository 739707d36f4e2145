"""Every gate of `make lint` must refuse a file that is known to be bad, or it checks nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from project import ROOT, copy_project

BAD = ROOT / "tests" / "fixtures" / "style"
# what a project needs beside its models, so that dbt and sqlfluff take it for this one
SHARED = ("dbt_project.yml", "profiles.yml", ".sqlfluff", ".sqlfluffignore", "dbt-bouncer.yml", "macros")


def run(
    tool: str, *arguments: str, text: str | None = None, folder: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a tool of this environment from a project's root, with a text as its standard input."""
    return subprocess.run(
        [str(Path(sys.executable).with_name(tool)), *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        input=text,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def small_project(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """This project with a good and a bad model only, parsed by dbt; and its environment."""
    folder = copy_project(tmp_path_factory.mktemp("style"), SHARED)
    models = folder / "models" / "intermediate"
    models.mkdir(parents=True)
    shutil.copy(ROOT / "models" / "_groups.yml", folder / "models")
    for name in ("known_good", "known_bad"):
        shutil.copy(BAD / f"{name}.sql.txt", models / f"{name}.sql")
    environment = {
        "CS_DUCKDB_PATH": str(folder / "lint.duckdb"),
        "CS_SALT_PATH": str(folder / "salt"),
        "DBT_TARGET_PATH": "target/lint",
        "DBT_LOG_PATH": "logs",
    }
    parsed = run("dbt", "parse", folder=folder, **environment)
    assert parsed.returncode == 0, parsed.stdout
    return folder, environment


def test_sqlfluff_refuses_bad_sql_that_dbt_has_compiled(small_project: tuple[Path, dict[str, str]]) -> None:
    folder, environment = small_project
    result = run(
        "sqlfluff", "lint", ".", "--format", "json", "--processes", "1", folder=folder, **environment
    )
    found = {
        Path(file["filepath"]).stem: {violation["name"] for violation in file["violations"]}
        for file in json.loads(result.stdout)
    }
    assert result.returncode == 1, result.stderr
    # its macro is one that only dbt can resolve: without the dbt templater this file fails too
    assert found["known_good"] == set()
    assert found["known_bad"] >= {
        "capitalisation.keywords",
        "capitalisation.functions",
        "layout.commas",
        "layout.long_lines",
        "aliasing.table",
        "aliasing.length",
        "ambiguous.join",
        "ambiguous.column_references",
        "references.qualification",
        "convention.casting_style",
    }


def test_bouncer_refuses_a_model_without_description_owner_and_prefix(
    small_project: tuple[Path, dict[str, str]],
) -> None:
    folder, environment = small_project
    result = run("dbt-bouncer", "run", "--output-file", "checks.json", folder=folder, **environment)
    assert result.returncode == 1, result.stdout + result.stderr
    failed = {
        check["check_run_id"].split(":")[0]
        for check in json.loads((folder / "checks.json").read_text())
        if check["outcome"] == "failed" and "known_bad" in check["check_run_id"]
    }
    assert failed >= {
        "check_model_description_populated",
        "check_model_has_meta_keys",
        "check_model_has_properties_file",
        "check_model_names",
    }


def test_ruff_refuses_bad_python() -> None:
    bad = (BAD / "known_bad.py.txt").read_text()
    place = ("--stdin-filename", "src/cs_productivity/known_bad.py", "-")
    result = run("ruff", "check", "--output-format", "json", *place, text=bad)
    found = {violation["code"] for violation in json.loads(result.stdout)}
    assert result.returncode == 1
    assert found >= {"E711", "F401", "I001", "B006", "UP045", "SIM118", "RUF005", "D103"}
    assert run("ruff", "format", "--check", *place, text=bad).returncode == 1


def test_ruff_takes_120_columns_and_no_more() -> None:
    place = ("--stdin-filename", "src/cs_productivity/known_bad.py", "-")
    for width, expected in ((120, 0), (121, 1)):
        text = f'"""{"two words ".ljust(width - 7, "x")}."""\n'
        assert run("ruff", "check", *place, text=text).returncode == expected, width


def test_yamllint_refuses_bad_yaml() -> None:
    result = run("yamllint", "--strict", "-", text=(BAD / "known_bad.yml.txt").read_text())
    assert result.returncode != 0
    for rule in ("key-duplicates", "truthy", "commas", "line-length", "trailing-spaces"):
        assert f"({rule})" in result.stdout, rule


def test_a_workflow_that_github_would_refuse_is_refused(tmp_path: Path) -> None:
    schema = ("--builtin-schema", "vendor.github-workflows")
    workflow = (ROOT / ".github" / "workflows" / "marts.yml").read_text()
    for old, new in (("runs-on:", "run-on:"), ("pull_request:", "pull_requests:"), ("- run:", "- runs:")):
        bad = tmp_path / "bad.yml"
        bad.write_text(workflow.replace(old, new))
        result = run("check-jsonschema", *schema, str(bad))
        assert (result.returncode, "validation errors" in result.stdout) == (1, True), new


def test_workflows_run_targets_that_there_are() -> None:
    targets = set(re.findall(r"^\.PHONY: (\S+)$", (ROOT / "Makefile").read_text(), re.MULTILINE))
    workflows = [path.read_text() for path in (ROOT / ".github" / "workflows").glob("*.yml")]
    steps = re.findall(r"(?:run: |^ +)make ([a-z -]+?)(?: >.*)?$", "\n".join(workflows), re.MULTILINE)
    named = {target for step in steps for target in step.split()}
    assert named <= targets
    assert named >= {"state", "build-changed", "compare"}


def test_the_gates_look_at_every_file() -> None:
    own = [path for path in ROOT.iterdir() if path.name in ("src", "tests", "models", "seeds", "contracts")]
    python = {path for folder in own for path in folder.rglob("*.py")}
    yaml = {path for folder in own for path in folder.rglob("*.yml")}
    shown = {Path(line) for line in run("ruff", "check", "--show-files", ".").stdout.splitlines()}
    listed = {(ROOT / line).resolve() for line in run("yamllint", "--list-files", ".").stdout.splitlines()}
    assert python and python <= shown
    assert yaml and yaml <= listed

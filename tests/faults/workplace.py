"""A landing zone, a warehouse and what readers open, in a folder of their own, with builds as a user runs them."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from project import copy_project, folder_of_this_process, lead_to

from cs_productivity.publish import RUN_MARTS

ROOT = Path(__file__).resolve().parents[2]
SALT = "a fixed salt for faults"


@functools.cache
def own_checkout() -> Path:
    """A copy of this project for builds of this process, since dbt writes its target and logs into it."""
    return copy_project(folder_of_this_process("faults-"))


@dataclass(frozen=True)
class Workplace:
    """Everything that builds read and write is in `folder`, except for dbt's own target and logs.

    `root` is the project that builds, a copy of this one.
    """

    folder: Path
    root: Path = field(default_factory=own_checkout)

    @property
    def zone(self) -> Path:
        return self.folder / "raw"

    @property
    def log(self) -> Path:
        """The log of a build, which tells which node is running."""
        return self.root / "logs" / "dbt.log"

    @property
    def warehouse(self) -> Path:
        return self.folder / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        return self.folder / "published"

    @property
    def warehouse_of_builds(self) -> Path:
        """The warehouse, by a path that is the same for every folder: `start` has it lead to this one."""
        return self.root / "here" / self.warehouse.name

    def environment(self) -> dict[str, str]:
        """The environment of a build here."""
        return {
            **os.environ,
            "CS_RAW_PATH": str(self.zone),
            "CS_DUCKDB_PATH": str(self.warehouse_of_builds),
            "CS_PUBLISH_PATH": str(self.published),
            "CS_SALT_PATH": str(self.folder / "salt"),
            "PYTHONPATH": str(self.root / "src"),
        }

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        """Start `make build` without make, in a process group of its own; the options are Popen's."""
        self.folder.mkdir(parents=True, exist_ok=True)
        salt = self.folder / "salt"
        if not salt.exists():
            salt.write_text(SALT)
            salt.chmod(0o600)
        lead_to(self.folder, self.warehouse_of_builds.parent)
        return subprocess.Popen(
            [sys.executable, "-m", "cs_productivity", "build", *arguments],
            cwd=self.root,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            **options,
        )

    def build(self, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run a build to its end; `stdout` has all that it said."""
        process = self.start(*arguments, **options)
        said, _ = process.communicate(timeout=900)
        return subprocess.CompletedProcess(process.args, process.returncode, said)

    def must_build(self, *arguments: str) -> str:
        """Run a build that must end well, and return what it said."""
        built = self.build(*arguments)
        assert built.returncode == 0, built.stdout
        return built.stdout

    def marts(self) -> dict[str, dict[str, Any]]:
        """What readers see, by mart: rows and the sum of its file, which is the same for the same rows.

        Left out is what the project says of its own runs.
        """
        manifest = json.loads((self.published / "manifest.json").read_text(encoding="utf-8"))
        return {
            name: {"rows": mart["rows"], "sha256": mart["sha256"]}
            for name, mart in manifest["marts"].items()
            if name not in RUN_MARTS
        }

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query on the warehouse."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query on the published marts."""
        with duckdb.connect(str(self.published / "marts.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def land(self, source: Path, days: list[str]) -> None:
        """Copy the files of these days of loading from another landing zone, with their times."""
        for day in days:
            for file in sorted(source.glob(f"*/loaded_date={day}/*.parquet")):
                target = self.zone / file.relative_to(source)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(file, target)

    def copy_to(self, folder: Path) -> Workplace:
        """Put this workplace as it is in place of another folder; the link that readers open stays relative."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder, symlinks=True)
        return Workplace(folder)


def days_of(zone: Path) -> list[str]:
    """The days of loading of a landing zone, in order."""
    return sorted({path.name.removeprefix("loaded_date=") for path in zone.glob("*/loaded_date=*")})

"""Runs dbt on this project the way a user does, with a landing zone and a warehouse of the test's own."""

from __future__ import annotations

import atexit
import functools
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb

from cs_productivity.publish import RUN_MARTS
from cs_productivity.report import Figures, read_figures
from cs_productivity.summary import Summary, read_summary

ROOT = Path(__file__).resolve().parents[2]
# what builds: no environment, logs or warehouse
PARTS = ("dbt_project.yml", "profiles.yml", "pyproject.toml", "contracts", "macros", "models", "seeds", "src")
PARTS += ("tests/data", "tests/generic")
# what dbt keeps of the project it has read, in its target folder
PARSED = "partial_parse.msgpack"


def copy_project(folder: Path, parts: tuple[str, ...] = PARTS) -> Path:
    """Copy files and folders of this project into a folder, for a test to change, and return the folder."""
    for part in parts:
        source, target = ROOT / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return folder


@functools.cache
def folder_of_this_process(prefix: str) -> Path:
    """Make a folder that goes when this process ends."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def lead_to(folder: Path, link: Path) -> None:
    """Have a link lead to a folder, wherever it led before.

    dbt reads the whole project anew where the warehouse's path is another one, which takes as long as a small build: so
    builds of one process name their warehouses by one link.
    """
    if not link.is_symlink() or link.readlink() != folder:
        link.unlink(missing_ok=True)
        link.symlink_to(folder)


@dataclass(frozen=True)
class Project:
    """One landing zone, and the folder that holds the warehouse, the salt and dbt's own files.

    `root` is the dbt project, this one by default.
    """

    raw_path: Path
    folder: Path
    root: Path = ROOT

    @property
    def warehouse(self) -> Path:
        return self.folder / "warehouse.duckdb"

    def copy_to(self, folder: Path) -> Project:
        """Copy the warehouse and the salt, for a test that runs dbt: that writes, and wants the file for itself."""
        folder.mkdir(parents=True)
        for name in ("warehouse.duckdb", "salt"):
            shutil.copy(self.folder / name, folder / name)
        return Project(self.raw_path, folder, self.root)

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a dbt command from the project's root; the arguments are dbt's, the keywords go to the environment."""
        target = self.folder / "target"
        target.mkdir(parents=True, exist_ok=True)
        own = folder_of_this_process("builds-")
        lead_to(self.folder, own / "here")
        # dbt reads the project anew for other variables, too
        variables = arguments[arguments.index("--vars") + 1] if "--vars" in arguments else ""
        known = own / hashlib.sha256(variables.encode()).hexdigest()
        if self.root == ROOT and known.exists():
            shutil.copy(known, target / PARSED)
        dbt = [str(Path(sys.executable).with_name("dbt"))]
        places = ["--target-path", str(target), "--log-path", str(self.folder / "logs")]
        result = subprocess.run(
            [*dbt, *arguments, *places],
            cwd=self.root,
            env={
                **os.environ,
                "CS_RAW_PATH": str(self.raw_path),
                "CS_DUCKDB_PATH": str(own / "here" / self.warehouse.name),
                "CS_SALT_PATH": str(self.folder / "salt"),
                **environment,
            },
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if self.root == ROOT and not known.exists() and (target / PARSED).exists():
            shutil.copy(target / PARSED, known)
        return result

    def build(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Build models and data tests, and fail with dbt's own words if anything failed."""
        result = self.run("build", "--exclude-resource-type", "unit_test", *arguments, **environment)
        assert result.returncode == 0, result.stdout[-4000:]
        return result

    def query(self, sql: str) -> list[tuple]:
        """Return the rows of a query on the warehouse."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def figures(self, time_zone: str = "Asia/Tokyo") -> tuple[Summary, Figures]:
        """Return what the report shows of the warehouse, which was built in this time zone."""
        with duckdb.connect(str(self.warehouse), read_only=True) as marts:
            marts.execute("use marts")
            ((as_of,),) = marts.execute("select as_of_at from intermediate.int_run_clock").fetchall()
            variables = {"reporting_timezone": time_zone, "interval_minutes": 30}
            summary = read_summary(marts, variables, as_of)
            return summary, read_figures(marts, summary)

    def marts(self) -> dict[str, list[tuple]]:
        """Return every mart's rows, sorted; not what the project says of its own runs."""
        names = self.query("select table_name from information_schema.tables where table_schema = 'marts'")
        return {
            name: self.query(f"select * from marts.{name} order by all")
            for (name,) in names
            if name not in RUN_MARTS
        }

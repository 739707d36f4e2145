"""Builds the whole project twice, on DuckDB and through dbt-bigquery on an emulator, from the same rows; before the
second build somebody's rows are erased from both.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from dbt_runs import read_manifest, run_dbt
from emulator import running_emulator
from environments import CheckError, ensure_environment
from google.cloud.bigquery import QueryJob, QueryJobConfig
from project import ROOT, Project, copy_project
from typed_zone import columns_of, write_typed

from cs_productivity.bigquery import connect, pack
from cs_productivity.contracts import load_contracts
from cs_productivity.erasure.dataset import remove_from_dataset
from cs_productivity.erasure.landing_zone import remove_from_zone
from cs_productivity.erasure.request import Person, Removed
from cs_productivity.settings import Settings
from cs_productivity.simulator import write_sample

PROJECT = "cs-productivity"
# of the datasets that are built on the emulator
PREFIX = "team_"
SALT = "the same salt on both engines"
TABLES = Path(__file__).with_name("emulator_tables.py")
AGENTS, DAYS = 4, 16
# the last days of loading come as an increment
LATE_DAYS = 2
LIMIT_SECONDS = 1800
# of the sample's people
ERASED = (Person("agent", "agent_02"), Person("customer", "c001071"))
BUILD = ["--log-level", "none", "--log-level-file", "debug", "build", "--exclude-resource-type", "unit_test"]


@dataclass(frozen=True)
class Built:
    """Both warehouses, as files of DuckDB, and what dbt sent to the emulator.

    `duckdb` is the embedded one, `bigquery` the one behind the emulator. `target` is dbt's target path of the second
    build there, `first_target` that of the first, and `late` the landing zone of just what the second found new.
    `erased` is what was taken out of both before the second, on DuckDB and on the emulator.
    """

    duckdb: Path
    bigquery: Path
    target: Path
    first_target: Path
    late: Path
    erased: list[tuple[Removed, Removed]]

    def nodes(self) -> list[dict]:
        """The models and data tests of the project, as the manifest has them."""
        nodes = read_manifest(self.target)["nodes"].values()
        return [node for node in nodes if node["resource_type"] in ("model", "test")]

    def sql_of(self, node: dict, *, first: bool = False) -> str:
        """What a node ran in the second build, or in the first, without what dbt writes around it."""
        path = Path("compiled") / node["package_name"] / node["original_file_path"]
        target = self.first_target if first else self.target
        return (target / (path / node["path"] if node.get("test_metadata") else path)).read_text()


def build_twice(folder: Path) -> Built:
    """Build on both engines: what had landed some days before the end, and then the rest.

    Args:
        folder: everything is made in it.

    Raises:
        CheckError: a node failed on the emulator.
        AssertionError: a node failed on DuckDB.
    """
    contracts = load_contracts()
    write_sample(folder / "sample", agents=AGENTS, days=DAYS)
    days = write_typed(folder / "sample", folder / "typed", contracts)
    checkout = copy_project(folder / "project")
    pack(checkout)
    (folder / "salt").write_text(SALT)
    (folder / "salt").chmod(0o600)

    embedded, emulated = Project(folder / "zone", folder), folder / "emulated"
    first_target = folder / "first-target"
    erased: list[tuple[Removed, Removed]] = []
    for increment in (days[:-LATE_DAYS], days[-LATE_DAYS:]):
        landed = folder / f"from-{increment[0]}"
        for file in (file for day in increment for file in (folder / "typed").glob(f"*/{day}/*.parquet")):
            for zone in (embedded.raw_path, landed):
                place = zone / file.relative_to(folder / "typed")
                place.parent.mkdir(parents=True, exist_ok=True)
                place.hardlink_to(file)
        people = ERASED if first_target.exists() else ()
        settings = Settings(
            ROOT, embedded.raw_path, True, embedded.warehouse, folder / "none", folder / "salt"
        )
        ours = [remove_from_zone(settings, contracts, person) for person in people]
        embedded.build()
        erased += zip(ours, _build_on_emulator(checkout, emulated, landed, people), strict=True)
        if not first_target.exists():
            shutil.copytree(checkout / "target" / "compiled", first_target / "compiled")
    (catalog,) = Path(f"{emulated}.catalogs").glob("*.duckdb")
    return Built(embedded.warehouse, catalog, checkout / "target", first_target, landed, erased)


def _build_on_emulator(
    checkout: Path, database: Path, landed: Path, people: tuple[Person, ...]
) -> list[Removed]:
    """Land rows behind the emulator, erase people's, build, and return what was erased."""
    python = ensure_environment("emulator")
    columns = json.dumps(columns_of(load_contracts()))
    command = [str(python), str(TABLES), str(database), PROJECT, SALT, str(landed), columns]
    subprocess.run(command, check=True, timeout=LIMIT_SECONDS)
    with running_emulator(python, LIMIT_SECONDS, database) as emulator:
        erased = [_erase_on_emulator(person, emulator.endpoint) for person in people]
        (result,) = run_dbt(checkout, checkout / "target", emulator.endpoint, [BUILD], prefix=PREFIX)
    failed = [
        f"{name}: {node['message']}"
        for name, node in result.nodes.items()
        # a saved query is nothing to build
        if node["status"] not in ("success", "pass", "warn", "no-op")
    ]
    if failed or not result.success:
        raise CheckError("\n".join(failed) or "dbt gave up without saying why.")
    return erased


def _erase_on_emulator(person: Person, endpoint: str) -> Removed:
    """Erase somebody's rows; the emulator takes no parameters, and gets their values as text."""
    access = {
        "CS_BIGQUERY_PROJECT": PROJECT,
        "CS_BIGQUERY_ENDPOINT": endpoint,
        "CS_BIGQUERY_PREFIX": PREFIX,
    }
    client = connect(access)
    query = client.query

    def query_without_parameters(statement: str, job_config: QueryJobConfig) -> QueryJob:
        for parameter in job_config.query_parameters:
            statement = statement.replace(f"@{parameter.name}", f"'{parameter.value}'")
        assert "@" not in statement
        return query(statement)

    with (
        patch.object(client, "query", query_without_parameters),
        patch("cs_productivity.erasure.dataset.connect", return_value=client),
    ):
        return remove_from_dataset(load_contracts(), person, access)

"""What dbt's DuckDB connection needs before the first model: schemas, a type, the landing plan, the salt.

profiles.yml loads it. Setting up a connection reads no landing zone and no salt, because dbt connects for
`compile` and `docs` too; both are read when the macro `land_raw_tables` calls the functions registered here.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import warnings
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.flags import get_flags
from duckdb import DuckDBPyConnection

from cs_productivity.contracts import load_contracts
from cs_productivity.landing import LANDED_FILES_DDL, LandingPlan, Look, plan_landing
from cs_productivity.salt import load_salt
from cs_productivity.settings import SettingsError, load_settings

SET_UP = (
    "create schema if not exists raw",
    "create schema if not exists landed",
    "create schema if not exists restricted",
    # BigQuery's names for them, which the models use on both engines
    "create type if not exists float64 as double",
    "create macro if not exists unix_micros(moment) as epoch_us(moment)",
    "create macro if not exists timestamp_micros(microseconds) as make_timestamp(microseconds)",
    "create table if not exists restricted.salt (salt varchar not null)",
    LANDED_FILES_DDL,
    # warehouses made before files were told to be damaged
    "alter table raw.landed_files add column if not exists zone_path varchar",
)

# The salt goes from its file to its row inside the process: no statement spells it out, so no log holds it.
KEEP_SALT = "create or replace table restricted.salt as select project_salt() as salt"


class Plugin(BasePlugin):
    """dbt-duckdb looks for this name."""

    def update_connection_config(self, creds: DuckDBCredentials, config: dict[str, Any]) -> None:
        """Take a relative path of the warehouse from the project's root, and make the folder it is in."""
        if creds.path != ":memory:":
            path = _project_folder() / Path(creds.path).expanduser()
            path.parent.mkdir(parents=True, exist_ok=True)
            creds.path = str(path)

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Make what the project's SQL takes for granted, and register the functions that its macros call."""
        for statement in SET_UP:
            conn.execute(statement)
        for function in (landing_plan, project_salt, project_rules):
            # a second connection of one process to one file shares its functions, and may not make them again
            query = "select count(*) from duckdb_functions() where function_name = ?"
            if conn.execute(query, [function.__name__]).fetchall()[0][0] == 0:
                conn.create_function(function.__name__, function, side_effects=True)


def landing_plan(known_files: str, run_number: int, complete_run: int) -> str:
    """SQL function: look at the landing zone and return a LandingPlan as JSON.

    Args:
        known_files: the rows of raw.landed_files as a JSON array.
        run_number: the number of the run that looks.
        complete_run: the last complete run, whose files are not read again; 0 where all are to be read.
    """
    try:
        with contextlib.chdir(_project_folder()):
            settings, contracts = load_settings(), load_contracts()
        now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
        look = Look(now, run_number, complete_run or None)
        plan = plan_landing(settings.raw_path, contracts, json.loads(known_files), look)
        if plan.error is None:
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                load_salt(settings)
            said = [str(warning.message) for warning in caught]
            plan = replace(plan, statements=[*plan.statements, KEEP_SALT], messages=[*plan.messages, *said])
    except SettingsError as error:
        plan = LandingPlan(error=str(error))
    return json.dumps(asdict(plan))


def project_salt() -> str:
    """SQL function: return the salt, for the one row of restricted.salt."""
    with contextlib.chdir(_project_folder()):
        settings = load_settings()
    return load_salt(settings)


def project_rules() -> str:
    """SQL function: return a sum over the macros and the raw contracts, which dbt itself keeps no sum of."""
    folder = _project_folder()
    files = sorted(
        path for pattern in ("macros/**/*.sql", "contracts/*.yml") for path in folder.glob(pattern)
    )
    content = hashlib.sha256()
    for path in files:
        content.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return content.hexdigest()


def _project_folder() -> Path:
    """Return the folder of the project that dbt runs; dbt itself stays in the folder it was started from."""
    return Path(get_flags().PROJECT_DIR).resolve()

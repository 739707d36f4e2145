"""Where things are: the project's root, the landing zone, the warehouse, the published marts and the salt."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ENGINES = ("duckdb", "bigquery")


@dataclass(frozen=True)
class Settings:
    """Absolute paths of one project; `raw_path_is_given` tells a chosen landing zone from the default one."""

    project_root: Path
    raw_path: Path
    raw_path_is_given: bool
    duckdb_path: Path
    publish_path: Path
    salt_path: Path


class SettingsError(Exception):
    """A setting, a file or a folder is wrong; the message is one sentence that says what to do."""


def find_project_root() -> Path:
    """Return the folder that holds dbt_project.yml: the working directory or one above it, else the checkout
    this package is installed from.

    Raises:
        SettingsError: no dbt_project.yml in any of them.
    """
    here = Path.cwd().resolve()
    for folder in (here, *here.parents, *Path(__file__).resolve().parents):
        if (folder / "dbt_project.yml").is_file():
            return folder
    raise SettingsError(
        f"No dbt_project.yml in {here} or a folder above it: run the command inside the project."
    )


def load_engine() -> str:
    """Return the engine that CS_TARGET names: `duckdb`, the default, or `bigquery`.

    Raises:
        SettingsError: it names another one.
    """
    target = os.environ.get("CS_TARGET", ENGINES[0])
    if target not in ENGINES:
        raise SettingsError(f"CS_TARGET is {target or 'empty'}: give {' or '.join(ENGINES)}, or unset it.")
    return target


def check_resources(environment: Mapping[str, str] = os.environ) -> None:
    """Refuse a CS_MEMORY or CS_THREADS that DuckDB or dbt would stop at, in words that name neither.

    Raises:
        SettingsError: one of them is set to what is no amount of memory, or no whole number from 1.
    """
    memory, threads = environment.get("CS_MEMORY", "1GB"), environment.get("CS_THREADS", "1")
    if not re.fullmatch(r"(?=.*[1-9])\d+(\.\d+)? ?[KMGT](i?B)?", memory, re.IGNORECASE):
        raise SettingsError(
            f"CS_MEMORY is {memory or 'empty'}: give what DuckDB may take, such as 2.4GB, or unset it."
        )
    if not threads.isdecimal() or int(threads) < 1:
        raise SettingsError(f"CS_THREADS is {threads or 'empty'}: give a whole number from 1, or unset it.")


def read_path(variable: str, default: str, root: Path, environment: Mapping[str, str] = os.environ) -> Path:
    """Return the path in an environment variable, or its default; a relative one is from the project's root.

    Raises:
        SettingsError: the variable is set to an empty text.
    """
    value = environment.get(variable, default)
    if not value.strip():
        raise SettingsError(f"{variable} is set to an empty text: give it a path or unset it.")
    return root / Path(value).expanduser()


def load_settings(environment: dict[str, str] | None = None) -> Settings:
    """Read CS_RAW_PATH, CS_DUCKDB_PATH, CS_PUBLISH_PATH and CS_SALT_PATH; relative paths are from the project's root.

    Args:
        environment: variables to read instead of the process's own.

    Raises:
        SettingsError: a variable is set to an empty text, or no project is found.
    """
    variables = os.environ if environment is None else environment
    root = find_project_root()

    def path_of(variable: str, default: str) -> Path:
        return read_path(variable, default, root, variables)

    return Settings(
        project_root=root,
        raw_path=path_of("CS_RAW_PATH", "data/raw"),
        raw_path_is_given="CS_RAW_PATH" in variables,
        duckdb_path=path_of("CS_DUCKDB_PATH", "data/warehouse.duckdb"),
        publish_path=path_of("CS_PUBLISH_PATH", "data/published"),
        salt_path=path_of("CS_SALT_PATH", "data/salt"),
    )

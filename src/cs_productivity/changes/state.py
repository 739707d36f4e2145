"""The state that changes are held against: a copy of a tested warehouse, and dbt's manifest of what built it."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cs_productivity.bigquery.python_sources import imported_files
from cs_productivity.settings import Settings, SettingsError, read_path
from cs_productivity.warehouse import open_warehouse

STATE_PATH = "CS_STATE_PATH"
MANIFEST = "manifest.json"
SUMS = "sums.json"


@dataclass(frozen=True)
class State:
    """A folder with a warehouse, its manifest, and sums over what dbt keeps no sum of."""

    folder: Path

    @cached_property
    def warehouse(self) -> Path:
        """The one file of DuckDB in the folder; views of a warehouse name it by its file, so it keeps its name."""
        (file,) = self.folder.glob("*.duckdb")
        return file

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What dbt knew of the project when it built the warehouse."""
        content: dict[str, Any] = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        return content

    @cached_property
    def sums(self) -> dict[str, str]:
        """The sums of `sums_of`, as they were then."""
        content: dict[str, str] = json.loads((self.folder / SUMS).read_text(encoding="utf-8"))
        return content


def state_folder(settings: Settings) -> Path:
    """Return the folder in CS_STATE_PATH, `data/state` by default.

    Raises:
        SettingsError: the variable is set to an empty text.
    """
    return read_path(STATE_PATH, "data/state", settings.project_root)


def keep_state(settings: Settings) -> State:
    """Copy the warehouse of the last build, and its manifest, to where changes find them.

    Raises:
        SettingsError: the last build did not end well, or its manifest has been written over.
    """
    root, folder = settings.project_root, state_folder(settings)
    with open_warehouse(settings.duckdb_path) as (_, build, _):
        manifest = root / "target" / MANIFEST
        if not manifest.is_file() or _invocation_of(manifest) != build.invocation_id:
            raise SettingsError(
                f"{manifest} is not of the build in {settings.duckdb_path}: run `make build`, and keep its state then."
            )
        draft = folder.with_name(f".{folder.name}.unfinished")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        shutil.copy(settings.duckdb_path, draft / settings.duckdb_path.name)
        shutil.copy(manifest, draft / MANIFEST)
        (draft / SUMS).write_text(json.dumps(sums_of(root), indent=1) + "\n", encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)
    return State(folder)


def load_state(settings: Settings) -> State:
    """Return the state that was kept.

    Raises:
        SettingsError: there is none, or a part of it is missing.
    """
    folder = state_folder(settings)
    parts = [folder / MANIFEST, folder / SUMS]
    if len(list(folder.glob("*.duckdb"))) != 1 or not all(part.is_file() for part in parts):
        raise SettingsError(
            f"There is no state to hold changes against in {folder}: build the branch that is in production "
            f"with `make build`, and keep it with `make state`."
        )
    return State(folder)


def sums_of(root: Path) -> dict[str, str]:
    """Return sums over what models are made from and dbt's states do not see: what Python models import, contracts."""
    contracts = sorted(path for path in (root / "contracts").glob("*") if path.is_file())
    return {"python": _sum(imported_files(root), root), "contracts": _sum(contracts, root)}


def _sum(files: Iterable[Path], root: Path) -> str:
    content = hashlib.sha256()
    for file in files:
        content.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return content.hexdigest()


def _invocation_of(manifest: Path) -> str:
    metadata: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8"))["metadata"]
    return metadata["invocation_id"]

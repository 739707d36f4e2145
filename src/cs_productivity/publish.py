"""Write, audit, publish: a generation is written beside the old one, checked, and switched to at once.

`$CS_PUBLISH_PATH` is a symbolic link to a folder in `.<its name>.generations/` beside it. A generation is
never changed after the switch, so whoever opened its files reads on undisturbed.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from cs_productivity.report import read_figures, render_page
from cs_productivity.settings import Settings, SettingsError
from cs_productivity.summary import MARTS_READ, Summary, read_summary
from cs_productivity.warehouse import Build, Mart, open_warehouse, text_sql

# a reader that resolved the link may still open files of the generations before
KEPT_GENERATIONS = 3
# marts with a row per agent: DuckDB has no access control, so who may read them is the operator's to settle
PER_AGENT_MARTS = ("dim_agents", "fct_agent_intervals", "fct_ticket_steps", "fct_work_segments")

# what the project says about its own runs is new after each of them, and no reason for a new generation
RUN_MARTS = ("fct_dbt_runs",)

MARTS_FILE = "marts.duckdb"
MANIFEST_FILE = "manifest.json"
REPORT_FILE = "report/index.html"


@dataclass(frozen=True)
class Published:
    """What readers see now: the link, the id of the generation behind it, its figures, and whether it is new."""

    path: Path
    generation_id: str
    summary: Summary
    is_new: bool = True


def publish(settings: Settings) -> Published:
    """Publish the marts of the warehouse as a new generation, and keep the two before it.

    Where the marts are those that readers have already, nothing is written.

    Raises:
        SettingsError: there is nothing that may be published, the place is taken by something else, another
            publish is running, or a file cannot be written; readers keep the generation they have.
    """
    path = settings.publish_path
    store = _store_of(path)
    try:
        _check_place(path, store)
        with open_warehouse(settings.duckdb_path) as (warehouse, build, marts):
            store.mkdir(parents=True, exist_ok=True)
            with _lock(store, path):
                _tidy(path, store)
                _require_marts(marts, settings.duckdb_path)
                if current := _unchanged(path, build, marts):
                    return current
                generation_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(2)}"
                draft = store / f".writing-{generation_id}"
                try:
                    summary = _write(draft, generation_id, warehouse, build, marts)
                    _audit(draft, marts)
                    _sync(draft)
                    draft.rename(store / generation_id)
                finally:
                    shutil.rmtree(draft, ignore_errors=True)
                _switch(path, store, generation_id)
    except (OSError, duckdb.IOException) as error:
        what = (
            f"{error.filename}: {error.strerror}"
            if isinstance(error, OSError)
            else str(error).splitlines()[0]
        )
        raise SettingsError(
            f"Nothing was published, a file cannot be written or read ({what}): "
            "see to it and run `make publish`."
        ) from error
    return Published(path, generation_id, summary)


def keep_newest_alone(settings: Settings) -> int:
    """Remove every generation but the one that readers have, and return how many went.

    Raises:
        SettingsError: another publish is running.
    """
    path = settings.publish_path
    store = _store_of(path)
    if not path.is_symlink():
        return 0
    with _lock(store, path):
        before = len(_generations(store))
        _tidy(path, store, kept=1)
        return before - len(_generations(store))


def _unchanged(path: Path, build: Build, marts: Mapping[str, Mart]) -> Published | None:
    """Return what readers have, if it is whole and holds just these marts, made by the same settings."""
    try:
        manifest = json.loads((path / MANIFEST_FILE).read_text(encoding="utf-8"))
        if any(manifest[name] != value for name, value in _identity(build).items()):
            return None
        lasting = {name: mart for name, mart in marts.items() if name not in RUN_MARTS}
        rows_published = {name: part["rows"] for name, part in manifest["marts"].items()}
        if rows_published.keys() != marts.keys() or any(
            rows_published[name] != mart.row_count for name, mart in lasting.items()
        ):
            return None
        _audit(path, lasting)
        with duckdb.connect(str(path / MARTS_FILE), read_only=True) as reader:
            summary = read_summary(reader, build.variables, build.as_of)
    except (OSError, ValueError, KeyError, TypeError, duckdb.Error, SettingsError):
        # nothing was published yet, or what was is damaged: it is written again
        return None
    return Published(path, manifest["generation_id"], summary, is_new=False)


def _identity(build: Build) -> dict[str, Any]:
    """What makes a generation another one even if every mart is the same."""
    return {
        "as_of": f"{build.as_of.isoformat()}Z",
        "variables": build.variables,
        "versions": {name: version(name) for name in ("cs-productivity", "dbt-core", "dbt-duckdb", "duckdb")},
    }


def _check_place(path: Path, store: Path) -> None:
    """Refuse to put the link where something lies that no publish made."""
    remedy = "move it away, or point CS_PUBLISH_PATH elsewhere."
    if path.is_symlink():
        if Path(os.path.abspath(path.parent / os.readlink(path))).parent != Path(os.path.abspath(store)):
            raise SettingsError(f"{path} is a link to {os.readlink(path)}, which no publish made: {remedy}")
    elif path.is_dir():
        if any(path.iterdir()):
            raise SettingsError(f"The folder {path} holds files that no publish made: {remedy}")
    elif path.exists():
        raise SettingsError(f"{path} is a file, and a publish needs a link of that name: {remedy}")


def _require_marts(marts: Mapping[str, Mart], warehouse: Path) -> None:
    missing = [name for name in MARTS_READ if name not in marts]
    if missing:
        raise SettingsError(f"The warehouse {warehouse} has no {', '.join(missing)}: run `make build`.")


@contextlib.contextmanager
def _lock(store: Path, path: Path) -> Iterator[None]:
    """Hold the one lock of a store; the operating system frees it when the process ends, however it ends."""
    with (store / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SettingsError(
                f"Another process is publishing to {path}: wait until it has ended."
            ) from None
        yield


def _store_of(path: Path) -> Path:
    """The folder of generations that the link points into."""
    return path.parent / f".{path.name}.generations"


def _generations(store: Path) -> list[str]:
    return [entry.name for entry in store.iterdir() if not entry.name.startswith(".")]


def _tidy(path: Path, store: Path, kept: int = KEPT_GENERATIONS - 1) -> None:
    """Remove what killed runs left, and all generations but the newest; they stay beside the next one."""
    current = Path(os.readlink(path)).name if path.is_symlink() else ""
    # ids rise with time: one above the current was never switched to
    generations = sorted((name for name in _generations(store) if name <= current), reverse=True)
    stay = {".lock", *generations[:kept]}
    for entry in store.iterdir():
        if entry.name in stay:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _write(
    draft: Path,
    generation_id: str,
    warehouse: duckdb.DuckDBPyConnection,
    build: Build,
    marts: Mapping[str, Mart],
) -> Summary:
    (draft / "report").mkdir(parents=True)
    # what does not fit into memory while sorting spills beside the draft
    warehouse.execute(f"set temp_directory = {text_sql(draft / '.spill')}")
    warehouse.execute(f"attach {text_sql(draft / MARTS_FILE)} as generation")
    # the tables are in the schema main: DuckDB could not tell a schema of the file's own name from the file,
    # and so readers may say marts.fct_tickets as in the warehouse
    warehouse.execute("use generation")
    for name, mart in marts.items():
        warehouse.execute(
            f'create table "{name}" as select {mart.columns_sql} from {mart.relation} order by all'
        )
    # one thread cuts the row groups of equal tables at equal rows
    warehouse.execute("set threads = 1")
    for name in marts:
        target = text_sql(draft / f"{name}.parquet")
        warehouse.execute(f'copy "{name}" to {target} (format parquet, compression zstd)')
    summary = read_summary(warehouse, build.variables, build.as_of)
    page = render_page(summary, read_figures(warehouse, summary))
    (draft / REPORT_FILE).write_text(page, encoding="utf-8")
    manifest = {
        "generation_id": generation_id,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "invocation_id": build.invocation_id,
        **_identity(build),
        "per_agent_marts": [name for name in marts if name in PER_AGENT_MARTS],
        "report": {"file": REPORT_FILE, "sha256": _sha256(draft / REPORT_FILE)},
        "marts": {
            name: {
                "file": f"{name}.parquet",
                "sha256": _sha256(draft / f"{name}.parquet"),
                "rows": mart.row_count,
                "columns": dict(warehouse.execute(_COLUMNS, [name]).fetchall()),
            }
            for name, mart in marts.items()
        },
    }
    warehouse.execute("use memory")
    # detaching writes the file to its end and closes it
    warehouse.execute("detach generation")
    shutil.rmtree(draft / ".spill", ignore_errors=True)
    (draft / MANIFEST_FILE).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return summary


_COLUMNS = """select column_name, data_type from information_schema.columns
    where table_catalog = 'generation' and table_schema = 'main' and table_name = ?
    order by ordinal_position"""


def _audit(draft: Path, marts: Mapping[str, Mart]) -> None:
    """Open everything as a reader would, and compare it with the warehouse and with its own sums.

    Raises:
        SettingsError: a file does not hold what the warehouse holds.
    """
    remedy = "nothing was published, look at the disk and run `make publish` again."
    manifest: dict[str, Any] = json.loads((draft / MANIFEST_FILE).read_text(encoding="utf-8"))
    for part in (manifest["report"], *manifest["marts"].values()):
        if _sha256(draft / part["file"]) != part["sha256"]:
            raise SettingsError(f"The written {part['file']} is not what was meant: {remedy}")
    with duckdb.connect() as reader:
        reader.execute(f"attach {text_sql(draft / MARTS_FILE)} as written (read_only)")
        for name, mart in marts.items():
            parquet = text_sql(draft / f"{name}.parquet")
            for relation in (f'written."{name}"', f"read_parquet({parquet})"):
                found = reader.execute(mart.fingerprint_sql(relation)).fetchone()
                if found != (mart.row_count, mart.row_hash):
                    raise SettingsError(
                        f"The written copy of {name} in {relation} differs from the warehouse's "
                        f"{mart.row_count} rows: {remedy}"
                    )


def _switch(path: Path, store: Path, generation_id: str) -> None:
    """Point the link at a generation; a rename replaces a link in one step, so there always is one."""
    link = store / f".link-{generation_id}"
    # relative to where the link will be, so that the whole parent folder may be moved or mounted elsewhere
    link.symlink_to(f"{store.name}/{generation_id}")
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    link.replace(path)
    for folder in (store, path.parent):
        _sync_one(folder)


def _sync(folder: Path) -> None:
    """Have the disk keep everything in a folder before anything points at it."""
    for root, _, names in os.walk(folder):
        for name in names:
            _sync_one(Path(root, name))
        _sync_one(Path(root))


def _sync_one(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

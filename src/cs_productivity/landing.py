"""The landing zone on DuckDB: which files there are, which of them a run reads, and the views over exactly those.

`landed.<table>` is a view over every readable file; during a run `raw.<table>` is one over the files that the run
reads: all of them, or those that no complete run has read yet. Nothing here writes: `plan_landing` looks at the
folder and returns the SQL for the warehouse to run.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from cs_productivity.collection.durable import read_sum
from cs_productivity.contracts import RawColumn, RawTable

# One row per file that was ever seen; file_path is relative to the landing zone, with "/".
LANDED_FILES_DDL = """create table if not exists raw.landed_files (
    file_path varchar primary key,
    table_name varchar not null,
    sha256 varchar,
    byte_count bigint,
    modified_ns bigint,
    row_count bigint,
    column_types varchar,
    status varchar not null,
    reason varchar,
    first_seen_at timestamp not null,
    landed_in_run bigint,
    zone_path varchar
)"""

# while it is there, rows that are to go are still in some files, and in others not any more
ERASURE_FOLDER = "_erasure"

# DuckDB's own columns of a Parquet scan; the path's is given a name that no file has.
PATH_COLUMN = "_scanned_path"
ROW_COLUMN = "file_row_number"

DUCKDB_TYPES = {
    "STRING": "VARCHAR",
    "INT64": "BIGINT",
    "FLOAT64": "DOUBLE",
    "BOOL": "BOOLEAN",
    "DATE": "DATE",
    "TIMESTAMP": "TIMESTAMP",
}
# The sum of a file that was read is known: a truncated file or a flipped bit is found by it.
DAMAGED = "it is not what an earlier build read: put that back, or land what is new under another name"
# Files that `collect` landed have their sum beside them, and so can be damaged before the first build.
NOT_AS_COLLECTED = "it is not what was collected: put that back, or remove it and fill in its days again"
# The one column whose text is JSON: a nested value is at home there, and a mistake anywhere else.
JSON_COLUMN = "properties"

WHOLE_TYPES = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
NUMBER_TYPES = (*WHOLE_TYPES, "UBIGINT", "HUGEINT", "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL")
CLOCK_TYPES = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")

ISO_TIMESTAMP = (
    r"^(\d{4}-\d{2}-\d{2})"
    r"(?:[T ](\d{2}:\d{2})(:\d{2})?(?:[.,](\d+))? ?(Z|UTC|[+-](?:0\d|1[0-5])(?::?[0-5]\d)?)?)?$"
)


@dataclass(frozen=True)
class LandedFile:
    """One file of the landing zone, as raw.landed_files remembers it; times are UTC, ISO 8601.

    `column_types` is a sum over the physical types of the contract's columns; `landed_in_run` numbers the run that
    first read the file as it is now; `sha256` of a file that was damaged is that of what was read before.
    """

    file_path: str
    table_name: str
    sha256: str | None
    byte_count: int | None
    modified_ns: int | None
    row_count: int | None
    column_types: str | None
    status: str
    reason: str | None
    first_seen_at: str
    landed_in_run: int | None
    zone_path: str | None


@dataclass(frozen=True)
class LandingPlan:
    """What a build does before its first model: stop with `error`, or say `messages` and run `statements`.

    `stale_because` holds a sentence per reason for which what was built from earlier files cannot be kept.
    `new_file_count` is the number of files that no complete run has read.
    """

    statements: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    stale_because: list[str] = field(default_factory=list)
    new_file_count: int = 0
    error: str | None = None


@dataclass(frozen=True)
class Look:
    """One look at the landing zone: its time (UTC, ISO 8601), the run it is for, and what that run may leave out.

    Files that run `complete_run` or one before it has read are not read again; null is none, and all are read.
    """

    seen_at: str
    run_number: int = 1
    complete_run: int | None = None


def plan_landing(
    raw_path: Path, contracts: Mapping[str, RawTable], known_files: list[dict[str, Any]], look: Look
) -> LandingPlan:
    """Look at the landing zone and plan the views over it.

    Args:
        raw_path: the landing zone, which holds one folder per raw table.
        contracts: the raw tables by name.
        known_files: rows of raw.landed_files, as LandedFile's fields by name.
        look: the time and the run of this look.

    Returns:
        The plan. Its `error` is set where the landing zone or a required table is not there. A file that
        cannot be read is no error: it is left out of the views, remembered and said.
    """
    if not raw_path.is_dir():
        return LandingPlan(
            error=f"There is no landing zone at {raw_path}: point CS_RAW_PATH at the folder that holds "
            "<table>/*.parquet, or run `make build` without CS_RAW_PATH to get sample logs."
        )
    if (raw_path / ERASURE_FOLDER).exists():
        return LandingPlan(
            error=f"Rows are being erased from {raw_path}, or an erasure broke off: wait until it has ended, or run "
            "`python -m cs_productivity erase` to finish it."
        )
    zone = raw_path.resolve()
    known = {row["file_path"]: LandedFile(**row) for row in known_files}
    statements: list[str] = []
    stale_because: list[str] = []
    new_file_count = 0
    landed: dict[str, LandedFile] = {}
    absent: list[str] = []
    try:
        messages = _say_strangers(zone, contracts)
        paths_of = {name: _find_files(zone, name) for name in contracts}
    except OSError as error:
        return LandingPlan(
            error=f"{error.filename} in the landing zone cannot be read ({error.strerror}): make it readable."
        )
    with duckdb.connect() as probe:
        for table in contracts.values():
            scan = _TableScan(zone, table, probe)
            for path in paths_of[table.name]:
                name = _name_of(path, zone)
                file = _look_at(path, zone, table.name, known.get(name), look)
                scan.add(path, file, known.get(name))
            scan.group_files()
            messages += scan.say(known)
            stale_because += scan.say_changed(known)
            statements += scan.views(look.complete_run)
            new_file_count += len(scan.new_files(look.complete_run))
            landed |= scan.landed
            if table.is_required and not scan.groups:
                absent.append(table.name)
    if absent:
        return LandingPlan(
            messages=messages,
            error=f"The landing zone {raw_path} has no readable Parquet file for {' and '.join(absent)}: "
            "put at least one into the folder of that name.",
        )
    gone = [file for name, file in known.items() if name not in landed and file.status != "vanished"]
    if gone_that_counted := [file.file_path for file in gone if file.status == "read"]:
        stale_because.append(
            f"{_count(gone_that_counted)} read by an earlier build vanished from the landing zone "
            f"({_listed(gone_that_counted)}): its rows are no longer read."
        )
    changed = [file for name, file in landed.items() if known.get(name) != file]
    changed += [replace(file, status="vanished", reason="no longer in the landing zone") for file in gone]
    return LandingPlan([*statements, *_remember(changed)], messages, stale_because, new_file_count)


def _find_files(zone: Path, table: str) -> list[Path]:
    """Return the files under a table's folder by name; every folder is entered once, linked ones too."""
    if not (zone / table).is_dir():
        return []
    # a link back to the landing zone or above it would bring in other tables' files
    entered = {_identity(folder) for folder in (zone, *zone.parents)}
    found: list[Path] = []
    folders = [zone / table]
    linked: list[Path] = []
    while folders or linked:
        # real folders come first, so that a file keeps its real path where a link leads to the same folder
        folder = folders.pop() if folders else linked.pop(0)
        if _identity(folder) in entered:
            continue
        entered.add(_identity(folder))
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.name.startswith(("_", ".")):
                    continue
                if entry.is_dir():
                    (linked if entry.is_symlink() else folders).append(Path(entry.path))
                else:
                    found.append(Path(entry.path))
    return sorted(found)


def _identity(folder: Path) -> tuple[int, int]:
    status = folder.stat()
    return status.st_dev, status.st_ino


def _name_of(path: Path, zone: Path) -> str:
    """Path as remembered; bytes of a name that are no text are written as escapes."""
    name = path.as_posix().removeprefix(f"{zone.as_posix()}/")
    return name.encode("utf-8", "backslashreplace").decode()


def _look_at(path: Path, zone: Path, table: str, known: LandedFile | None, look: Look) -> LandedFile:
    """Take a file's size, times and sum; what an earlier build read of it tells whether it was damaged since.

    The sum is not taken again where size and time are as remembered, unless everything is read anew.
    """
    name = _name_of(path, zone)
    first_seen_at = known.first_seen_at if known else look.seen_at
    file = LandedFile(
        name, table, None, None, None, None, None, "read", None, first_seen_at, look.run_number, str(zone)
    )
    try:
        status = path.stat()
        file = replace(file, byte_count=status.st_size, modified_ns=status.st_mtime_ns)
        is_as_remembered = known and (known.byte_count, known.modified_ns) == (
            status.st_size,
            status.st_mtime_ns,
        )
        if known and is_as_remembered and known.status == "read" and look.complete_run is not None:
            file = replace(file, sha256=known.sha256)
        if file.sha256 is None:
            with path.open("rb") as content:
                file = replace(file, sha256=hashlib.file_digest(content, "sha256").hexdigest())
        if known and _is_damaged(known, file):
            return replace(file, sha256=known.sha256, status="damaged", reason=DAMAGED)
        if read_sum(path) not in (None, file.sha256):
            return replace(file, status="unreadable", reason=NOT_AS_COLLECTED)
        if path.suffix.lower() != ".parquet":
            return replace(file, status="not_parquet", reason="only Parquet is read")
        if status.st_size == 0:
            return replace(file, status="unreadable", reason="the file is empty (0 bytes)")
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        return replace(file, status="unreadable", reason="its name is not UTF-8")
    except OSError as error:
        return replace(file, status="unreadable", reason=error.strerror)
    return file


def _is_damaged(known: LandedFile, file: LandedFile) -> bool:
    """Whether an append-only zone holds something else now than what was read; another zone is another matter."""
    return (
        known.status in ("read", "damaged")
        and known.zone_path == file.zone_path
        and known.sha256 != file.sha256
    )


class _TableScan:
    """The files of one table, grouped by the physical types of the contract's columns."""

    def __init__(self, zone: Path, table: RawTable, probe: duckdb.DuckDBPyConnection) -> None:
        self.zone, self.table, self.probe = zone, table, probe
        self.landed: dict[str, LandedFile] = {}
        self.groups: list[tuple[list[Path], dict[str, str]]] = []
        self._names = {column.name for column in table.columns}
        self._by_types: dict[str, list[tuple[Path, LandedFile]]] = {}
        self._trusted: set[str] = set()

    def add(self, path: Path, file: LandedFile, known: LandedFile | None) -> None:
        """Take in one file and put it to the files with the same physical types.

        A file that an earlier build has read, and that has not changed since, is not opened.
        """
        self.landed[file.file_path] = file
        if file.status != "read":
            return
        if known and known.status == "read" and known.sha256 == file.sha256 and known.column_types:
            self._trusted.add(file.file_path)
            known = replace(known, modified_ns=file.modified_ns, zone_path=file.zone_path)
            file = self.landed[file.file_path] = known
        else:
            try:
                footer = pq.read_metadata(path)
            except (OSError, pa.ArrowException) as error:
                self._refuse(file, error)
                return
            leaves = (footer.schema.column(position) for position in range(footer.num_columns))
            types = sorted(str(leaf) for leaf in leaves if leaf.path.split(".")[0].lower() in self._names)
            types_sum = hashlib.sha256("\n".join(types).encode()).hexdigest()[:16]
            file = replace(file, row_count=footer.num_rows, column_types=types_sum)
            self.landed[file.file_path] = file
        self._by_types.setdefault(file.column_types or "", []).append((path, file))

    def group_files(self) -> None:
        """Ask DuckDB for its types of each group, and let it read each file that is not known to be whole."""
        for members in self._by_types.values():
            paths: list[Path] = []
            types: dict[str, str] = {}
            for path, file in members:
                try:
                    if not paths:
                        types = self._describe(path)
                    if file.file_path not in self._trusted:
                        self._read_all(path, types)
                except duckdb.Error as error:
                    self._refuse(file, error)
                else:
                    paths.append(path)
            if paths:
                self.groups.append((paths, types))

    def new_files(self, complete_run: int | None) -> set[Path]:
        """The readable files that no complete run has read."""
        return {
            path
            for paths, _ in self.groups
            for path in paths
            if complete_run is None or (self._landed_in_run(path) or 0) > complete_run
        }

    def views(self, complete_run: int | None) -> list[str]:
        """SQL of the views landed.<table> over all readable files and raw.<table> over those of this run."""
        new = self.new_files(complete_run)
        of_this_run = [([path for path in paths if path in new], types) for paths, types in self.groups]
        return [
            self._view("landed", self.groups),
            self._view("raw", [(paths, types) for paths, types in of_this_run if paths]),
        ]

    def _view(self, schema: str, groups: list[tuple[list[Path], dict[str, str]]]) -> str:
        parts = [self._select(paths, types) for paths, types in groups] or [_empty_select(self.table)]
        return f"create or replace view {schema}.{self.table.name} as\n" + "\nunion all\n".join(parts)

    def _landed_in_run(self, path: Path) -> int | None:
        return self.landed[_name_of(path, self.zone)].landed_in_run

    def say(self, known: Mapping[str, LandedFile]) -> list[str]:
        """Sentences about files that were left out or lack a required column."""
        messages = []
        refused = [file for file in self.landed.values() if file.status != "read"]
        if left_out := [f"{file.file_path}: {file.reason}" for file in refused]:
            messages.append(f"{_count(left_out)} of {self.table.name} left out ({_listed(left_out)}).")
        required = [column.name for column in self.table.columns if column.is_required]
        lacking: dict[str, list[str]] = {}
        for paths, types in self.groups:
            if columns := ", ".join(name for name in required if name not in types):
                lacking.setdefault(columns, []).extend(_name_of(path, self.zone) for path in paths)
        for columns, names in lacking.items():
            messages.append(
                f"{_count(names)} of {self.table.name} lack required columns ({_listed(names)}): {columns} "
                "read as null, and staging quarantines the rows."
            )
        return messages

    def say_changed(self, known: Mapping[str, LandedFile]) -> list[str]:
        """A sentence about files that an earlier build has read and that are not the same any more."""
        changed = [
            name
            for name, file in self.landed.items()
            if name in known
            and known[name].status == "read"
            and (known[name].sha256 != file.sha256 or file.status != "read")
        ]
        if not changed:
            return []
        return [
            f"{_count(changed)} of {self.table.name} changed since an earlier build read it "
            f"({_listed(changed)}): the landing zone is append-only."
        ]

    def _refuse(self, file: LandedFile, error: Exception) -> None:
        first_line = str(error).strip().splitlines()[0].rstrip(".")
        self.landed[file.file_path] = replace(file, row_count=None, status="unreadable", reason=first_line)

    def _describe(self, path: Path) -> dict[str, str]:
        """DuckDB's types of the contract's columns in a file, by the contract's name."""
        rows = self.probe.execute(f"describe select * from {_scan_of([path])}").fetchall()
        return {name.lower(): type_ for name, type_, *_ in rows if name.lower() in self._names}

    def _read_all(self, path: Path, types: dict[str, str]) -> None:
        """Decode every value of the contract's columns: a damaged page shows here, and not in a model."""
        columns = ", ".join(_quoted(name) for name in types) or "0"
        self.probe.execute(f"select bit_xor(hash({columns})) from {_scan_of([path])}").fetchall()

    def _select(self, paths: list[Path], types: dict[str, str]) -> str:
        inner, failures = [], []
        for column in self.table.columns:
            if column.name not in types:
                inner.append(f"cast(null as {DUCKDB_TYPES[column.type]}) as {_quoted(column.name)}")
                continue
            expression, can_fail = typed_expression(column, types[column.name])
            inner.append(f"{expression} as {_quoted(column.name)}")
            if can_fail:
                name, flag = _quoted(column.name), _quoted(f"_has_{column.name}")
                inner.append(f"{name} is not null as {flag}")
                failures.append(f"case when {flag} and {name} is null then '{column.name}' end")
        failed = f"nullif(concat_ws(',', {', '.join(failures)}), '')" if failures else "cast(null as varchar)"
        first_character = len(str(self.zone).rstrip("/")) + 2
        inner += [f"substr({PATH_COLUMN}, {first_character}) as _file_path", f"{ROW_COLUMN} as _file_row"]
        outer = [_quoted(column.name) for column in self.table.columns]
        outer += [f"{failed} as _failed_columns", "_file_path", "_file_row"]
        return f"select {', '.join(outer)}\nfrom (\nselect {', '.join(inner)}\nfrom {_scan_of(paths)}\n)"


def typed_expression(column: RawColumn, type_: str) -> tuple[str, bool]:
    """Return SQL that turns a file's column into the contract's type or null, and whether it may fail.

    Args:
        column: the column; the SQL refers to it by its name.
        type_: DuckDB's type of the column in the file.
    """
    raw = _quoted(column.name)
    base = re.sub(r"\(.*", "", type_, flags=re.DOTALL)
    is_nested = type_.endswith("]") or base in ("STRUCT", "MAP", "UNION", "VARIANT", "JSON")
    if is_nested:
        if column.name == JSON_COLUMN:
            json_text = raw if base == "JSON" else f"to_json({raw})"
            return f"cast({json_text} as varchar)", False
        return f"cast(null as {DUCKDB_TYPES[column.type]})", True
    if column.type == "STRING" and base in ("VARCHAR", "BOOLEAN", "UUID", *WHOLE_TYPES):
        return f"cast({raw} as varchar)", False
    if column.type == "INT64" and base in WHOLE_TYPES:
        return f"cast({raw} as bigint)", False
    if column.type == "BOOL" and base == "BOOLEAN":
        return raw, False

    # bytes without an annotation are how older writers store text
    text = f"try(decode({raw}))" if base == "BLOB" else f"cast({raw} as varchar)"
    if column.type in ("TIMESTAMP", "DATE"):
        instant = _instant(raw, base, text)
        if column.type == "TIMESTAMP":
            return instant, True
        return f"case when cast({instant} as time) = time '00:00:00' then cast({instant} as date) end", True
    if column.type == "INT64":
        if base in NUMBER_TYPES:
            return f"case when {raw} = trunc({raw}) then try_cast({raw} as bigint) end", True
        return rf"try_cast(regexp_extract(trim({text}), '^([+-]?\d+)(\.0*)?$', 1) as bigint)", True
    if column.type == "FLOAT64":
        number = f"cast({raw} as double)"
        if base not in NUMBER_TYPES:
            digits = r"'^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$'"
            number = f"try_cast(regexp_extract(trim({text}), {digits}) as double)"
        return f"case when isfinite({number}) then {number} end", True
    if column.type == "BOOL":
        if base in NUMBER_TYPES:
            return f"case when {raw} = 1 then true when {raw} = 0 then false end", True
        word = f"lower(trim({text}))"
        yes, no = "('true', 't', '1')", "('false', 'f', '0')"
        return f"case when {word} in {yes} then true when {word} in {no} then false end", True

    if base in ("FLOAT", "DOUBLE", "DECIMAL"):
        # an id column with gaps often became a float on its way: 12.0 is the id 12
        whole = f"case when {raw} = trunc({raw}) then cast(try_cast({raw} as bigint) as varchar) end"
        return f"coalesce({whole}, case when isfinite(cast({raw} as double)) then {text} end)", True
    if base == "TIMESTAMP WITH TIME ZONE":
        return f"cast({_instant(raw, base, text)} as varchar)", True
    return text, base == "BLOB"


def _instant(raw: str, base: str, text: str) -> str:
    """SQL for a UTC TIMESTAMP that does not depend on the session's time zone; null where there is none."""
    if base == "TIMESTAMP WITH TIME ZONE":
        return f"make_timestamp(epoch_us({raw}))"
    if base in CLOCK_TYPES or base == "DATE":
        plain = raw if base == "TIMESTAMP" else f"try_cast({raw} as timestamp)"
        return f"case when isfinite({plain}) then {plain} end"
    # a cast of text to TIMESTAMP drops its zone, and one to TIMESTAMPTZ takes the session's where there is
    # none: take the text apart and hand over every part
    subject = f"upper(trim({text}))"
    parts = [f"nullif(regexp_extract({subject}, '{ISO_TIMESTAMP}', {group}), '')" for group in range(1, 6)]
    day, clock, seconds, fraction, zone = parts
    return (
        f"make_timestamp(epoch_us(try_cast({day} || ' ' || coalesce({clock}, '00:00') || "
        f"coalesce({seconds}, ':00') || '.' || coalesce({fraction}, '0') || "
        f"coalesce(nullif(nullif({zone}, 'Z'), 'UTC'), '+00') as timestamptz)))"
    )


def _empty_select(table: RawTable) -> str:
    types = {_quoted(column.name): DUCKDB_TYPES[column.type] for column in table.columns}
    types |= {"_failed_columns": "VARCHAR", "_file_path": "VARCHAR", "_file_row": "BIGINT"}
    columns = ", ".join(f"cast(null as {type_}) as {name}" for name, type_ in types.items())
    return f"select {columns} where false"


def _scan_of(paths: list[Path]) -> str:
    # DuckDB reads every path as a pattern: a character in brackets stands for itself
    patterns = ", ".join(_text(re.sub(r"[*?\[]", r"[\g<0>]", str(path))) for path in paths)
    return (
        f"read_parquet([{patterns}], filename = '{PATH_COLUMN}', {ROW_COLUMN} = true, "
        "hive_partitioning = false, union_by_name = false)"
    )


def _remember(files: list[LandedFile]) -> list[str]:
    """SQL that writes the files to raw.landed_files, a statement per 500."""
    names = ", ".join(field_.name for field_ in fields(LandedFile))
    rows = ["(" + ", ".join(_literal(value) for value in astuple(file)) + ")" for file in files]
    return [
        f"insert or replace into raw.landed_files ({names}) values\n" + ",\n".join(rows[start : start + 500])
        for start in range(0, len(rows), 500)
    ]


def _say_strangers(zone: Path, contracts: Mapping[str, RawTable]) -> list[str]:
    """One sentence about what lies beside the tables' folders, if anything does."""
    strangers = sorted(
        entry.name
        for entry in zone.iterdir()
        if not entry.name.startswith(("_", ".")) and not (entry.name in contracts and entry.is_dir())
    )
    if not strangers:
        return []
    return [
        f"Not read, because no raw table has a folder of that name: {_listed(strangers)} "
        f"(the tables are {', '.join(contracts)})."
    ]


def _count(items: list[str]) -> str:
    return f"{len(items)} file" + ("s" if len(items) > 1 else "")


def _listed(items: list[str], limit: int = 5) -> str:
    more = f" and {len(items) - limit} more" if len(items) > limit else ""
    return ", ".join(items[:limit]) + more


def _quoted(name: str) -> str:
    return f'"{name}"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _literal(value: str | int | None) -> str:
    if value is None:
        return "null"
    return str(value) if isinstance(value, int) else _text(value)

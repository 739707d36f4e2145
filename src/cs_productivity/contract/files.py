"""Which files are checked: the raw table that each is of, how it is written, and whether its rows have landed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cs_productivity.contract.json_schema import written_columns
from cs_productivity.contract.table import RawColumn, RawTable
from cs_productivity.settings import SettingsError

FORMATS = {
    ".parquet": "parquet",
    ".jsonl": "json lines",
    ".ndjson": "json lines",
    ".csv": "csv",
}
STAGES = ("written", "landed")


@dataclass(frozen=True)
class GivenFile:
    """One file to check. `is_landed`: its rows have what the server and the landing add."""

    path: Path
    table: RawTable
    format: str
    is_landed: bool

    @property
    def columns(self) -> tuple[RawColumn, ...]:
        """The columns that the file's rows may have."""
        return self.table.columns if self.is_landed else written_columns(self.table)


def given_files(
    paths: Sequence[Path],
    contracts: Mapping[str, RawTable],
    table: str | None = None,
    stage: str | None = None,
) -> tuple[list[GivenFile], list[str]]:
    """Find out what each file is.

    Args:
        paths: files, or folders that stand for the files below them.
        contracts: the raw tables by name.
        table: the table of all files; by default a file's folder or its own name tells it.
        stage: one of STAGES; by default Parquet has landed, and JSON Lines and CSV are as they were written.

    Returns:
        The files in the order given, and a sentence for each one that cannot be checked.

    Raises:
        SettingsError: there is no such table.
    """
    if table is not None and table not in contracts:
        raise SettingsError(f"There is no raw table {table}: use one of {', '.join(contracts)}.")
    files: list[GivenFile] = []
    refused: list[str] = []
    for given in paths:
        found = _below(given) if given.is_dir() else [given]
        if not found:
            refused.append(f"{given} has no file that can be checked: its files must end in {_endings()}.")
        for path in found:
            name = table or _table_of(path, contracts)
            format_ = _format_of(path)
            if not path.is_file():
                refused.append(f"{path} is no file: name one that is there.")
            elif format_ is None:
                refused.append(f"{path} cannot be checked: its name must end in {_endings()}.")
            elif name is None:
                refused.append(
                    f"{path} is of no known table: name its folder or the file after one, or give --table."
                )
            else:
                is_landed = stage == "landed" if stage else format_ == "parquet"
                files.append(GivenFile(path, contracts[name], format_, is_landed))
    return files, refused


def _below(folder: Path) -> list[Path]:
    """Return the files below a folder whose names tell a format; names that start with _ or . are left out."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and _format_of(path) is not None
        and not any(part.startswith(("_", ".")) for part in path.relative_to(folder).parts)
    )


def _format_of(path: Path) -> str | None:
    name = path.name.lower()
    text = name.removesuffix(".gz")
    format_ = FORMATS.get(Path(text).suffix)
    return None if format_ == "parquet" and text != name else format_


def _table_of(path: Path, contracts: Mapping[str, RawTable]) -> str | None:
    """Return the nearest folder that is named after a table, else the table that the file's name begins with."""
    for folder in path.absolute().parents:
        if folder.name in contracts:
            return folder.name
    (word,) = re.findall("^[A-Za-z0-9_]*", path.name)
    begins = [name for name in contracts if re.match(rf"{name}(?![a-z])", word)]
    return max(begins, key=len, default=None)


def _endings() -> str:
    *texts, last = [ending if ending == ".parquet" else f"{ending}[.gz]" for ending in FORMATS]
    return f"{', '.join(texts)} or {last}"

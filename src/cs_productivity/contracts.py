"""The raw contract: which tables and columns the project reads, one file per table in contracts/, in the form of the
Open Data Contract Standard.
"""

from __future__ import annotations

from pathlib import Path

from cs_productivity.contract.form import read_table
from cs_productivity.contract.table import COLUMN_TYPES, RawColumn, RawTable
from cs_productivity.settings import SettingsError, find_project_root

__all__ = ["COLUMN_TYPES", "RawColumn", "RawTable", "load_contracts"]


def load_contracts(folder: Path | None = None) -> dict[str, RawTable]:
    """Read and check every contract file.

    Args:
        folder: where the `<table>.yml` files are; the project's own contracts/ where none is given.

    Returns:
        The raw tables by name, in the order of their names.

    Raises:
        SettingsError: there is no contract, or one of them is not as the contract's form asks.
    """
    folder = find_project_root() / "contracts" if folder is None else folder
    files = sorted(folder.glob("*.yml"))
    if not files:
        raise SettingsError(f"No contract (<table>.yml) is in {folder}: restore it from the repository.")
    return {file.stem: read_table(file) for file in files}

"""The files of a landing zone of public logs: written by day or month of loading, and revealed month after month."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

# how a folder of files says when its rows were loaded
FORMATS = {"date": "%Y-%m-%d", "month": "%Y-%m"}
LOADED = re.compile(r"loaded_(?:date|month)=(\d{4}-\d{2})(?:-\d{2})?")


def day_after(times: pd.Series) -> pd.Series:
    """Return the midnight (UTC) after each time: what happened in a day is loaded when the day is over."""
    return times.dt.floor("D") + pd.Timedelta(days=1)


def write(tables: Mapping[str, pd.DataFrame], raw_path: Path, period: str) -> dict[str, int]:
    """Write a file per table and period, `<table>/loaded_<period>=…/part-0.parquet`.

    Args:
        tables: raw tables by name, each with `loaded_at` (UTC).
        raw_path: landing zone to write; must not hold these tables yet.
        period: `date`, or `month` for logs of several years: a file per day would be thousands of them, each of a few
            rows, and opening them would take most of a build.

    Returns:
        Rows written per table.
    """
    for name, rows in tables.items():
        for value, of_period in rows.groupby(rows["loaded_at"].dt.strftime(FORMATS[period])):
            folder = raw_path / name / f"loaded_{period}={value}"
            folder.mkdir(parents=True)
            of_period.to_parquet(folder / "part-0.parquet", index=False)
    return {name: len(rows) for name, rows in tables.items()}


def months_of(raw_path: Path) -> list[str]:
    """Return the months (YYYY-MM) in which files landed, from the first on by which every table has one.

    A build needs each required table, so what landed before that month can only be built together with it.

    Raises:
        ValueError: nothing lies there, or a file does not say when it was loaded.
    """
    months: dict[str, set[str]] = {}
    for file in _files(raw_path):
        months.setdefault(file.relative_to(raw_path).parts[0], set()).add(_month_of(file, raw_path))
    first = max(min(of_table) for of_table in months.values())
    return sorted(month for month in set().union(*months.values()) if month >= first)


def reveal(raw_path: Path, target_path: Path, last_month: str) -> int:
    """Copy what a landing zone had received by the end of a month into another one.

    Files that the target holds already stay untouched, so that calling it month after month is a landing zone that
    grows, as a real one does.

    Args:
        raw_path: the whole landing zone, with a folder per day or month of loading, as `write` makes them.
        target_path: landing zone to fill.
        last_month: last month of loading to copy, YYYY-MM.

    Returns:
        Number of files copied by this call.

    Raises:
        ValueError: the month is none, nothing lies there, or a file does not say when it was loaded.
    """
    if not re.fullmatch(r"\d{4}-(?:0[1-9]|1[0-2])", last_month):
        raise ValueError(f"{last_month!r} is no month: give it as YYYY-MM.")
    copied = 0
    for file in _files(raw_path):
        target = target_path / file.relative_to(raw_path)
        if _month_of(file, raw_path) > last_month or target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)
        copied += 1
    return copied


def _files(raw_path: Path) -> list[Path]:
    """Files of the tables in order of their paths; what starts with _ is none, as for a build."""
    files = [path for path in sorted(raw_path.glob("[!_.]*/**/[!_.]*")) if path.is_file()]
    if not files:
        raise ValueError(f"There is no landing zone at {raw_path}: write one there first.")
    return files


def _month_of(file: Path, raw_path: Path) -> str:
    for part in file.relative_to(raw_path).parts:
        if found := LOADED.fullmatch(part):
            return found[1]
    raise ValueError(
        f"{file} does not say when it was loaded: put it into a folder loaded_date=YYYY-MM-DD or loaded_month=YYYY-MM."
    )

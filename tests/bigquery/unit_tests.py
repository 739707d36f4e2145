"""Unit tests of dbt: typed and run by GoogleSQL's reference evaluator; the emulator runs them through dbt."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

SIDE = "actual_or_expected"


def written_sql(target_path: Path, unit_test: dict) -> str | None:
    """Return the whole statement (inputs, model, expected rows) that dbt wrote for a unit test, if it did."""
    folder = target_path / "run" / unit_test["package_name"] / unit_test["original_file_path"]
    files = list(folder.rglob(f"{unit_test['name']}.sql"))
    return files[0].read_text() if files else None


def as_text(sql: str) -> str:
    """Return a query for the rows of a unit test's statement: their side, and their values as JSON."""
    values = f"to_json_string((select as struct unit_test.* except ({SIDE})))"
    return f"select {SIDE}, {values} as content from (\n{sql}\n) as unit_test"


def difference(rows: list[list[str]]) -> str:
    """Return what the two sides of a unit test do not share, in any order; empty where it passes.

    Args:
        rows: (side, content) as `as_text` asks for them; a side is `actual` or `expected`.
    """
    actual, expected = (
        Counter(content for side, content in rows if side == name) for name in ("actual", "expected")
    )
    parts = {"actual": actual - expected, "expected": expected - actual}
    return ", ".join(f"{name} {' '.join(sorted(left.elements()))}" for name, left in parts.items() if left)

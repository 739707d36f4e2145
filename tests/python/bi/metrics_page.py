"""The tables of docs/metrics.md, written from the yml files of the marts.

    python tests/python/bi/metrics_page.py

writes them again after a change of a metric or a saved query; a test says when that was forgotten.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from project import ROOT
from report_tables import Table

PAGE = ROOT / "docs" / "metrics.md"
BEGIN, END = "<!-- tables: begin -->", "<!-- tables: end -->"
SUBJECTS = {
    "volume": "Volume and service",
    "handling_time": "Handling time",
    "staffing": "Staffing",
    "improvement": "Demand, steps, changes and releases",
    "log_quality": "The logs themselves",
    "runs": "Runs of the project",
}


def metrics_of(subject: str) -> Iterator[dict[str, Any]]:
    """Yield the metrics of a folder of marts, in the order of its files."""
    for path in sorted((ROOT / "models" / "marts" / subject).glob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for model in content["models"]:
            yield from model.get("metrics", [])
        yield from content.get("metrics", [])


def saved_queries() -> list[dict[str, Any]]:
    """Return the saved queries."""
    path = ROOT / "models" / "marts" / "_saved_queries.yml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))["saved_queries"]


def lines_of(subject: str) -> Iterator[str]:
    """Yield a heading, the table of what to ask for, and what that is made of."""
    metrics = list(metrics_of(subject))
    parts = [f"`{metric['name']}`" for metric in metrics if metric["config"]["meta"].get("is_part")]
    rows = [
        (f"`{metric['name']}`", metric["label"], metric["config"]["meta"]["unit"], metric["description"])
        for metric in metrics
        if not metric["config"]["meta"].get("is_part")
    ]
    yield from ["", f"### {SUBJECTS[subject]}", ""]
    yield from Table("", ("metric", "name", "unit", "what it means"), rows).markdown()
    if parts:
        yield from ["", f"Made of, and seldom asked for: {', '.join(parts)}."]


def tables() -> str:
    """Return what stands between the two marks of the page."""
    lines = ["### Saved queries", ""]
    rows = [(f"`{query['name']}`", query["description"]) for query in saved_queries()]
    lines += Table("", ("saved query", "what it shows"), rows).markdown()
    for subject in SUBJECTS:
        lines += lines_of(subject)
    return "\n".join(["", *lines, ""])


def written(page: str) -> str:
    """Return the page with its tables written anew."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{tables()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")

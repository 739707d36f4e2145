"""Reads the sources: filters, columns, questions and dashboards."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from collection_generator.settings import SourceError

SHARED = ("filters", "columns")


@dataclass(frozen=True)
class Filter:
    """A filter as a reader sees it; `single` takes one value, and then always has one."""

    title: str
    widget: str
    default: list[str] | None = None
    single: bool = False


@dataclass(frozen=True)
class Column:
    """How a column is shown: title, unit (a suffix), decimals, and whether it is a share from 0 to 1."""

    title: str
    unit: str | None = None
    decimals: int | None = None
    share: bool = False


@dataclass(frozen=True)
class Chart:
    """What a chart draws: columns of its axes, one that splits it into series, and how."""

    x: str
    y: list[str]
    series: str | None = None
    x_title: str | None = None
    y_title: str | None = None
    stacked: bool = False
    dashed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Question:
    """A question: its SQL is `<topic>/<sql>.sql`, its filters name the columns that they work on."""

    slug: str
    topic: str
    name: str
    description: str
    display: str
    columns: list[str]
    filters: dict[str, str]
    sql: str
    shows: str | None = None
    chart: Chart | None = None
    heat_map: list[str] = field(default_factory=list)
    decimals: int | None = None
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Dashboard:
    """A dashboard: rows from top to bottom, each a text, a heading, or cards of one height side by side."""

    slug: str
    name: str
    description: str
    filters: list[str]
    layout: list[dict[str, Any]]


@dataclass(frozen=True)
class Source:
    """All of it."""

    filters: dict[str, Filter]
    columns: dict[str, Column]
    questions: dict[str, Question]
    dashboards: dict[str, Dashboard]


def read_source(folder: Path) -> Source:
    """Read the sources of a folder.

    Raises:
        SourceError: a key is unknown or missing, or a name that is referred to does not exist.
    """
    questions_folder = folder / "questions"
    shared = {name: _read(questions_folder / f"{name}.yml") for name in SHARED}
    questions: dict[str, Question] = {}
    for path in sorted(questions_folder.glob("*.yml")):
        if path.stem in SHARED:
            continue
        for slug, entry in _read(path).items():
            if slug in questions:
                raise SourceError(f"{path}: the question {slug} stands elsewhere too, give it another name.")
            questions[slug] = _question(path, slug, entry)
    source = Source(
        filters={name: _make(Filter, name, entry) for name, entry in shared["filters"].items()},
        columns={name: _make(Column, name, entry) for name, entry in shared["columns"].items()},
        questions=questions,
        dashboards={
            path.stem: _make(Dashboard, str(path), {"slug": path.stem, **_read(path)})
            for path in sorted((folder / "dashboards").glob("*.yml"))
        },
    )
    _check_references(source)
    return source


def _read(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _question(path: Path, slug: str, entry: dict[str, Any]) -> Question:
    chart = entry.get("chart")
    identity = {"slug": slug, "topic": path.stem, "sql": slug}
    return _make(
        Question,
        f"{path}, {slug}",
        {**identity, **entry, "chart": _make(Chart, f"{path}, {slug}", chart) if chart else None},
    )


def _make(kind: type, place: str, entry: dict[str, Any]) -> Any:
    try:
        return kind(**entry)
    except TypeError as error:
        raise SourceError(f"{place}: {str(error).split('__init__() ')[-1]}.") from error


def _check_references(source: Source) -> None:
    """Refuse a name of a filter, column or question that is referred to and does not exist."""
    for question in source.questions.values():
        chart = question.chart
        drawn = [chart.x, *chart.y, *chart.dashed, *filter(None, [chart.series])] if chart else []
        drawn += question.heat_map + list(filter(None, [question.shows]))
        _require(question.slug, "column", question.columns, source.columns)
        _require(question.slug, "column of its own", drawn, question.columns)
        _require(question.slug, "filter", question.filters, source.filters)
    for dashboard in source.dashboards.values():
        cards = [card for row in dashboard.layout for card in row.get("cards", [])]
        _require(dashboard.slug, "filter", dashboard.filters, source.filters)
        _require(dashboard.slug, "question", [card["question"] for card in cards], source.questions)


def _require(place: str, what: str, names: Any, known: Any) -> None:
    if unknown := [name for name in names if name not in known]:
        raise SourceError(
            f"{place}: there is no {what} {', '.join(unknown)}, write it down or correct the name."
        )

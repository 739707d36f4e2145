"""The collection as files: written, or held against those that are there."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml

from collection_generator.boards import make_dashboard
from collection_generator.cards import make_card
from collection_generator.identity import entity_id
from collection_generator.settings import Settings
from collection_generator.source import read_source
from collection_generator.sql import SqlRenderer

ROOT_SLUG = "cs_productivity"
QUESTIONS_SLUG = "questions"
# in the order in which a reader wants them
DASHBOARD_ORDER = ("overview", "handling_time", "volume", "headcount", "improvement", "log_quality")
MAIN = Path("collections") / "main"


class _Dumper(yaml.SafeDumper):
    """YAML as the project writes it: lists hang under their key, texts of several lines stand as they are."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def make_files(folder: Path, settings: Settings) -> dict[Path, str]:
    """Return the texts of all files by their paths below an import folder.

    Raises:
        SourceError: the sources in the folder contradict themselves.
    """
    source, root, below = read_source(folder), entity_id("collection", ROOT_SLUG), MAIN / ROOT_SLUG
    renderer = SqlRenderer(folder, settings)
    questions = entity_id("collection", QUESTIONS_SLUG)
    documents: dict[Path, dict[str, Any]] = {
        MAIN / f"{ROOT_SLUG}.yaml": _collection(
            "CS productivity",
            "How long customer support takes, and how many people it needs.",
            ROOT_SLUG,
            root,
        ),
        below / f"{QUESTIONS_SLUG}.yaml": _collection(
            "Questions", "What the dashboards are made of.", QUESTIONS_SLUG, questions, root
        ),
    }
    for question in source.questions.values():
        path = below / QUESTIONS_SLUG / f"{question.slug}.yaml"
        documents[path] = make_card(source, settings, question, renderer.render(question), questions)
    for dashboard in source.dashboards.values():
        position = DASHBOARD_ORDER.index(dashboard.slug) + 1 if dashboard.slug in DASHBOARD_ORDER else None
        documents[below / f"{dashboard.slug}.yaml"] = make_dashboard(
            source, settings, dashboard, root, position
        )
    return {path: _dump(document) for path, document in documents.items()}


def write_files(target: Path, files: dict[Path, str]) -> None:
    """Write the files below an import folder, and take out those of questions that are gone; nothing else."""
    shutil.rmtree(target / MAIN / ROOT_SLUG, ignore_errors=True)
    for path, text in files.items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_text(text, encoding="utf-8")


def differing_files(target: Path, files: dict[Path, str]) -> list[Path]:
    """Return the paths at which an import folder has another text, none, or one too many."""
    there = {path.relative_to(target): path.read_text(encoding="utf-8") for path in target.rglob("*.yaml")}
    return sorted(path for path in there.keys() | files.keys() if there.get(path) != files.get(path))


def _collection(
    name: str, description: str, slug: str, own_id: str, parent: str | None = None
) -> dict[str, Any]:
    return {
        "name": name,
        "description": description,
        "entity_id": own_id,
        "slug": slug,
        "namespace": None,
        "parent_id": parent,
        "serdes/meta": [{"model": "Collection", "id": own_id, "label": slug}],
    }


def _dump(document: dict[str, Any]) -> str:
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, width=110, allow_unicode=True)

"""The project's lineage by layer and subject, read from dbt's manifest and drawn as one picture."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cs_productivity.dbt_runs import run_dbt
from cs_productivity.documentation.drawing import Box, draw
from cs_productivity.documentation.layout import Graph, rows_of
from cs_productivity.english import count
from cs_productivity.settings import Settings

PICTURE = Path("docs") / "lineage.svg"
LAYERS = ("staging", "intermediate", "marts")
# read nearly everywhere: as boxes they would be a knot of lines
SUPPORTING = {
    "intermediate.calendar": "holidays and opening hours",
    "intermediate.runs": "the run's clock and channels",
    "intermediate.touched": "what new rows touch",
}
# readers of marts, by how the names of their exposures begin
READERS = {"report": "report", "notebook": "notebooks", "lookml": "Looker", "metabase": "Metabase"}


@dataclass
class Group:
    """The models of one subject in one layer, and what stands in its box."""

    layer: str
    subject: str
    models: list[str] = field(default_factory=list)
    raw_tables: set[str] = field(default_factory=set)
    readers: set[str] = field(default_factory=set)

    def box(self) -> Box:
        """Return the box: its title, and lines of text."""
        lines = [count(len(self.models), "model")]
        if self.layer == "staging":
            lines = [*sorted(self.raw_tables), *lines]
        elif self.layer == "marts":
            lines = sorted(self.models)
            readers = [name for name in READERS.values() if name in self.readers]
            lines += [f"→ {', '.join(pair)}" for pair in (readers[:2], readers[2:]) if pair]
        return Box(self.subject.replace("_", " "), tuple(lines), self.layer)


def draw_lineage(settings: Settings, say: Callable[[str], None]) -> Path:
    """Parse the project and draw its lineage into docs/lineage.svg.

    Raises:
        SettingsError: the project cannot be parsed.
        BuildFailed: dbt stopped.
    """
    run_dbt(settings, ["parse"], say)
    manifest = json.loads((settings.project_root / "target" / "manifest.json").read_text(encoding="utf-8"))
    picture = settings.project_root / PICTURE
    picture.write_text(picture_of(manifest), encoding="utf-8")
    return picture


def picture_of(manifest: Mapping[str, Any]) -> str:
    """Return the picture of a dbt manifest as SVG; the same manifest gives the same text."""
    groups = _groups(manifest)
    edges = _edges(manifest, groups)
    shown = {name: group for name, group in groups.items() if name not in SUPPORTING}
    graph = Graph(
        {name: LAYERS.index(group.layer) for name, group in shown.items()},
        {edge for edge in edges if edge[0] in shown and edge[1] in shown},
    )
    seeds = sorted({node["fqn"][1] for node in manifest["nodes"].values() if node["resource_type"] == "seed"})
    notes = [
        f"Not drawn, since nearly everything reads it: {'; '.join(SUPPORTING.values())};",
        f"and the seeds ({', '.join(seeds)}). A line that a longer way says already is left out.",
        "Boxes are the folders of models/, the arrows in those of marts say who reads them.",
    ]
    return draw({name: group.box() for name, group in shown.items()}, rows_of(graph), LAYERS, notes)


def _groups(manifest: Mapping[str, Any]) -> dict[str, Group]:
    groups: dict[str, Group] = {}
    for node in _models(manifest):
        group = groups.setdefault(_group_name(node), Group(*node["fqn"][1:3]))
        group.models.append(node["name"])
        parents = node["depends_on"]["nodes"]
        sources = [manifest["sources"][parent] for parent in parents if parent in manifest["sources"]]
        group.raw_tables |= {source["name"] for source in sources if source["source_name"] == "raw"}
    for exposure in manifest["exposures"].values():
        reader = next((name for start, name in READERS.items() if exposure["name"].startswith(start)), None)
        for parent in exposure["depends_on"]["nodes"]:
            if reader and parent in manifest["nodes"]:
                groups[_group_name(manifest["nodes"][parent])].readers.add(reader)
    return groups


def _edges(manifest: Mapping[str, Any], groups: Mapping[str, Group]) -> set[tuple[str, str]]:
    parents: dict[str, set[str]] = defaultdict(set)
    for node in _models(manifest):
        for parent in node["depends_on"]["nodes"]:
            if parent in manifest["nodes"] and manifest["nodes"][parent]["resource_type"] == "model":
                parents[_group_name(node)].add(_group_name(manifest["nodes"][parent]))
    return {(parent, name) for name in groups for parent in parents[name] if parent != name}


def _models(manifest: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """The models, in an order that does not depend on when dbt met them."""
    models = (node for node in manifest["nodes"].values() if node["resource_type"] == "model")
    return sorted(models, key=lambda node: node["unique_id"])


def _group_name(node: Mapping[str, Any]) -> str:
    return ".".join(node["fqn"][1:3])

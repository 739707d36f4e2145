"""A model as Looker sees it: views with their refinements merged, explores with the fields that they offer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bi.looker.files import LOOKML, LookmlError, included_files, parse, read_constants

KINDS = {"dimensions": "dimension", "dimension_groups": "dimension_group", "measures": "measure"}


@dataclass(frozen=True)
class Field:
    """A field that a query can ask for; `timeframe` is the part of a dimension group that it is."""

    view: str
    name: str
    kind: str
    parameters: dict[str, Any]
    timeframe: str = ""

    @property
    def type(self) -> str:
        """Its LookML type."""
        return self.parameters.get("type", "string")

    @property
    def filters(self) -> dict[str, str]:
        """The filters of a measure, by the dimension that they are on."""
        return read_filters(self.parameters)


@dataclass
class View:
    """A view: its declarations by name, and the fields that queries can ask for."""

    name: str
    parameters: dict[str, Any] = field(default_factory=dict)
    declared: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    sets: dict[str, list[str]] = field(default_factory=dict)

    def refine(self, parsed: dict[str, Any]) -> None:
        """Merge what a view or a refinement of it says into this view."""
        for key, value in parsed.items():
            if key in KINDS:
                for item in value:
                    self._declare(KINDS[key], item)
            elif key == "sets":
                self.sets |= {item["name"]: item["fields"] for item in value}
            elif key != "name":
                self.parameters[key] = value

    def _declare(self, kind: str, item: dict[str, Any]) -> None:
        others = [other for other in KINDS.values() if other != kind and item["name"] in self.names(other)]
        if others:
            raise LookmlError(f"{self.name}.{item['name']} is both a {kind} and a {others[0]}")
        own = self.declared.setdefault(kind, {})
        own[item["name"]] = own.get(item["name"], {}) | item

    def names(self, kind: str) -> Iterable[str]:
        """Names of the declared dimensions, dimension groups or measures."""
        return self.declared.get(kind, {})

    @property
    def fields(self) -> dict[str, Field]:
        """The fields that a query can ask for, a dimension group once per timeframe."""
        found = {}
        for kind, items in self.declared.items():
            for name, item in items.items():
                timeframes = item["timeframes"] if kind == "dimension_group" else [""]
                for timeframe in timeframes:
                    own = f"{name}_{timeframe}" if timeframe else name
                    if own in found:
                        raise LookmlError(f"{self.name}.{own} is declared twice")
                    found[own] = Field(self.name, own, kind, item, timeframe)
        return found


@dataclass(frozen=True)
class Explore:
    """An explore: its parameters, and its joined views by the names that they have in it."""

    name: str
    base: str
    parameters: dict[str, Any]
    joins: dict[str, dict[str, Any]]

    @property
    def aliases(self) -> dict[str, str]:
        """Names of the views by the names that they have in the explore."""
        return {self.base: self.base} | {name: join.get("from", name) for name, join in self.joins.items()}

    @property
    def always_filter(self) -> dict[str, str]:
        """The filters that a user finds set and can change, but not remove."""
        return read_filters(self.parameters.get("always_filter", {}))


@dataclass(frozen=True, repr=False, eq=False)
class Model:
    """A model file with all that it includes."""

    name: str
    parameters: dict[str, Any]
    views: dict[str, View]
    explores: dict[str, Explore]
    formats: set[str]
    dashboards: list[Path]
    constants: dict[str, str]

    def __repr__(self) -> str:
        return self.name

    def offered(self, explore: Explore) -> dict[str, Field]:
        """Return the fields that an explore offers, by `view.field`.

        Raises:
            LookmlError: the explore takes out a field or a set that is not there.
        """
        everything = {
            f"{alias}.{own}": field
            for alias, view in explore.aliases.items()
            for own, field in self.views[view].fields.items()
        }
        offered: dict[str, Field] = {}
        for item in explore.parameters.get("fields", ["ALL_FIELDS*"]):
            chosen = self._chosen(explore, item.removeprefix("-"), everything)
            if item.startswith("-"):
                offered = {name: field for name, field in offered.items() if name not in chosen}
            else:
                offered |= {name: everything[name] for name in chosen}
        return offered

    def own_measures(self, explore: str) -> list[str]:
        """Return the measures that an explore offers of its own view, hidden ones too."""
        base = self.explores[explore].base
        offered = self.offered(self.explores[explore])
        return [name for name, field in offered.items() if field.kind == "measure" and field.view == base]

    def _chosen(self, explore: Explore, item: str, everything: dict[str, Field]) -> list[str]:
        if item == "ALL_FIELDS*":
            return list(everything)
        alias, _, own = item.partition(".")
        names = [item]
        if own.endswith("*"):
            sets = self.views[explore.aliases[alias]].sets if alias in explore.aliases else {}
            if own.removesuffix("*") not in sets:
                raise LookmlError(f"{explore.name}: there is no set {item}")
            names = [f"{alias}.{name}" for name in sets[own.removesuffix("*")]]
        unknown = [name for name in names if name not in everything]
        if unknown:
            raise LookmlError(f"{explore.name}: there is no field {unknown[0]}")
        return names


def read_filters(parameters: dict[str, Any]) -> dict[str, str]:
    """Return filters, written as `filters: [field: "expression", …]`, by their field."""
    groups = parameters.get("filters__all", [])
    return {name: text for group in groups for item in group for name, text in item.items()}


def load_model(name: str, root: Path = LOOKML) -> Model:
    """Read a model with all that it includes.

    Raises:
        LookmlError: Looker would refuse it.
    """
    path = root / f"{name}.model.lkml"
    files = included_files(path, root)
    views: dict[str, View] = {}
    explores: dict[str, dict[str, Any]] = {}
    formats: set[str] = set()
    for parsed in map(parse, [file for file in files if file.suffix == ".lkml"] + [path]):
        for view in parsed.get("views", []):
            own = view["name"].removeprefix("+")
            if view["name"].startswith("+") != (own in views):
                raise LookmlError(
                    f"{name}: {view['name']} is declared twice, or refined before it is declared"
                )
            views.setdefault(own, View(own)).refine(view)
        for explore in parsed.get("explores", []):
            explores[explore["name"]] = _extended(explore, explores)
        formats |= {item["name"] for item in parsed.get("named_value_formats", [])}
    return Model(
        name,
        parse(path),
        views,
        {own: _explore(parameters, views) for own, parameters in explores.items()},
        formats,
        [file for file in files if file.suffix == ".lookml"],
        read_constants(root),
    )


def _extended(explore: dict[str, Any], explores: dict[str, dict[str, Any]]) -> dict[str, Any]:
    result = dict(explore)
    for parent in [name for group in explore.get("extends__all", []) for name in group]:
        if parent not in explores:
            raise LookmlError(f"{explore['name']} extends {parent}, which is not declared before it")
        joins = explores[parent].get("joins", []) + result.get("joins", [])
        result = explores[parent] | result | {"joins": joins}
    return result


def _explore(parameters: dict[str, Any], views: dict[str, View]) -> Explore:
    joins = {join["name"]: join for join in parameters.get("joins", [])}
    explore = Explore(parameters["name"], parameters.get("view_name", parameters["name"]), parameters, joins)
    unknown = [view for view in explore.aliases.values() if view not in views]
    if unknown:
        raise LookmlError(f"{explore.name}: there is no view {unknown[0]}")
    return explore

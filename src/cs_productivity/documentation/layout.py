"""Puts a graph into rows so that few lines cross: pure functions of names and edges.

The way of K. Sugiyama, S. Tagawa and M. Toda (1981): rows by the longest way, a bend wherever a line passes a row, and
in each row the order of the means of the neighbours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# after so many times up and down the order does not change any more
_SWEEPS = 24
Edge = tuple[str, str]


@dataclass(frozen=True)
class Graph:
    """Names with the layer (0, 1, …) of each, and edges from what is read to what reads it."""

    layers: Mapping[str, int]
    edges: set[Edge]


@dataclass(frozen=True)
class Rows:
    """Names and bends from left to right, row by row; pieces of lines from each row to the next."""

    rows: tuple[tuple[str, ...], ...]
    pieces: tuple[Edge, ...]


def rows_of(graph: Graph) -> Rows:
    """Return the graph in rows: those of a layer are above those of the next, and an edge goes downwards.

    Edges that a longer way says already are left out, and so are those against the order of layers or around in a
    circle.
    """
    edges = _shortest_set(_forward(graph))
    row_of = _ranks(graph.layers, edges)
    pieces: list[Edge] = []
    members: dict[int, list[str]] = defaultdict(list)
    for name in sorted(graph.layers):
        members[row_of[name]].append(name)
    for parent, child in sorted(edges):
        before = parent
        for row in range(row_of[parent] + 1, row_of[child]):
            bend = f"{parent}>{child}@{row}"
            members[row].append(bend)
            pieces.append((before, bend))
            before = bend
        pieces.append((before, child))
    order = [members[row] for row in sorted(members)]
    return Rows(tuple(map(tuple, _untangled(order, pieces))), tuple(pieces))


def is_bend(name: str) -> bool:
    """Tell a bend of a line from a box."""
    return "@" in name


def _forward(graph: Graph) -> set[Edge]:
    """The edges without those that go up a layer or close a circle."""
    children: dict[str, list[str]] = defaultdict(list)
    for parent, child in sorted(graph.edges):
        if graph.layers[parent] <= graph.layers[child]:
            children[parent].append(child)
    kept: set[Edge] = set()
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        for child in children[name]:
            if child in (*path, name):
                continue
            kept.add((name, child))
            if child not in done:
                visit(child, (*path, name))
        done.add(name)

    for name in sorted(graph.layers):
        if name not in done:
            visit(name, ())
    return kept


def _shortest_set(edges: set[Edge]) -> set[Edge]:
    """The edges without those that a longer way says already."""
    children: dict[str, set[str]] = defaultdict(set)
    for parent, child in edges:
        children[parent].add(child)

    def reaches(start: str, end: str) -> bool:
        return any(child == end or reaches(child, end) for child in children[start])

    return {
        (parent, child)
        for parent, child in edges
        if not any(reaches(other, child) for other in children[parent] if other != child)
    }


def _ranks(layers: Mapping[str, int], edges: Iterable[Edge]) -> dict[str, int]:
    """The row of each name: below all that it reads, and below all layers before its own."""
    parents: dict[str, list[str]] = defaultdict(list)
    for parent, child in edges:
        parents[child].append(parent)
    rows: dict[str, int] = {}
    first = 0
    for layer in sorted(set(layers.values())):

        def row(name: str, first: int = first) -> int:
            if name not in rows:
                above = [
                    row(parent) + 1 if parent not in rows else rows[parent] + 1 for parent in parents[name]
                ]
                rows[name] = max([first, *above])
            return rows[name]

        for name in sorted(name for name in layers if layers[name] == layer):
            row(name)
        first = max(rows.values()) + 1
    return rows


def _untangled(rows: list[list[str]], pieces: list[Edge]) -> list[list[str]]:
    """Order each row by the mean place of the neighbours above, then below, again and again."""
    above: dict[str, list[str]] = defaultdict(list)
    below: dict[str, list[str]] = defaultdict(list)
    for parent, child in pieces:
        above[child].append(parent)
        below[parent].append(child)
    best, fewest = rows, _crossings(rows, below)
    for sweep in range(_SWEEPS):
        neighbours = above if sweep % 2 == 0 else below
        turn = range(len(rows)) if sweep % 2 == 0 else range(len(rows) - 1, -1, -1)
        rows = [list(row) for row in rows]
        for number in turn:
            place = {name: index / len(row) for row in rows for index, name in enumerate(row)}

            def mean(name: str, place: dict[str, float] = place, near: dict = neighbours) -> float:
                return sum(place[one] for one in near[name]) / len(near[name]) if near[name] else place[name]

            rows[number].sort(key=mean)
        crossings = _crossings(rows, below)
        if crossings < fewest:
            best, fewest = rows, crossings
    return best


def _crossings(rows: list[list[str]], below: Mapping[str, list[str]]) -> int:
    """How often two pieces of lines cross."""
    total = 0
    for number, row in enumerate(rows[:-1]):
        place = {name: index for index, name in enumerate(rows[number + 1])}
        ends = [(index, place[child]) for index, name in enumerate(row) for child in below[name]]
        total += sum(one[0] < other[0] and one[1] > other[1] for one in ends for other in ends)
    return total

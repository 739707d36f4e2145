"""The picture of the lineage: up to date, readable, the same each time, and right about what reads what."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest
from project import ROOT

from cs_productivity.documentation.drawing import WIDTH
from cs_productivity.documentation.layout import Graph, Rows, is_bend, rows_of
from cs_productivity.documentation.lineage import PICTURE, SUPPORTING, picture_of
from documentation.conftest import Documented

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def manifest(documented: Documented) -> dict[str, Any]:
    return documented.artifact("manifest")


def test_the_picture_is_up_to_date(manifest: dict[str, Any]) -> None:
    assert (ROOT / PICTURE).read_text(encoding="utf-8") == picture_of(manifest), (
        f"{PICTURE} is not of these models: run `python -m cs_productivity lineage`"
    )


def test_the_order_of_the_manifest_does_not_matter(manifest: dict[str, Any]) -> None:
    turned = {**manifest, "nodes": dict(reversed(manifest["nodes"].items()))}
    turned["exposures"] = dict(reversed(manifest["exposures"].items()))
    assert picture_of(turned) == picture_of(manifest)


def test_every_subject_has_a_box_and_every_mart_is_named(manifest: dict[str, Any]) -> None:
    picture = ElementTree.fromstring(picture_of(manifest))
    texts = [text.text for text in picture.iter(f"{SVG}text")]
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    subjects = {tuple(node["fqn"][1:3]) for node in models} - {tuple(name.split(".")) for name in SUPPORTING}
    heads = [text.text for text in picture.iter(f"{SVG}text") if text.get("class") == "head"]
    assert sorted(heads) == sorted(subject.replace("_", " ") for _, subject in subjects)
    assert {node["name"] for node in models if node["fqn"][1] == "marts"} <= set(texts)
    raw = {source["name"] for source in manifest["sources"].values() if source["source_name"] == "raw"}
    assert "tickets" in raw and {"backend_action_logs", "tickets", "shifts"} <= set(texts)
    assert "→ report, notebooks" in texts


def test_boxes_stay_on_the_page_and_apart_from_each_other(manifest: dict[str, Any]) -> None:
    picture = ElementTree.fromstring(picture_of(manifest))
    boxes = [
        tuple(float(rectangle.get(name)) for name in ("x", "y", "width", "height"))
        for rectangle in picture.iter(f"{SVG}rect")
        if "box" in rectangle.get("class")
    ]
    assert len(boxes) > 15
    height = float(picture.get("viewBox").split()[3])
    for x, y, wide, high in boxes:
        assert x > 0 and x + wide < WIDTH and y > 0 and y + high < height
    for number, (x, y, wide, high) in enumerate(boxes):
        for other_x, other_y, other_wide, other_high in boxes[:number]:
            is_beside = x + wide < other_x or other_x + other_wide < x
            assert is_beside or y + high < other_y or other_y + other_high < y


def test_lines_go_down_and_read_nothing_from_outside(manifest: dict[str, Any]) -> None:
    text = picture_of(manifest)
    for path in re.findall(r'class="line" d="([^"]+)"', text):
        start, end = float(re.match(r"M\S+ ([\d.]+)", path)[1]), float(re.search(r"([\d.]+)$", path)[1])
        assert start < end
    assert not re.search(r"href|url\(|<image|<script|@import", text)


def ways(rows: Rows) -> set[tuple[str, str]]:
    """Which box each line leads from and to."""
    after = {}
    for one, other in rows.pieces:
        after.setdefault(one, []).append(other)
    found = set()
    for one in (name for row in rows.rows for name in row if not is_bend(name)):
        for other in after.get(one, []):
            end = other
            while is_bend(end):
                (end,) = after[end]
            found.add((one, end))
    return found


def test_rows_are_by_the_longest_way_and_lines_bend_where_they_pass_one() -> None:
    rows = rows_of(Graph(dict.fromkeys("abcd", 0), {("a", "b"), ("b", "c"), ("a", "d"), ("d", "c")}))
    assert [set(row) for row in rows.rows] == [{"a"}, {"b", "d"}, {"c"}]
    assert ways(rows) == {("a", "b"), ("b", "c"), ("a", "d"), ("d", "c")}
    rows = rows_of(Graph({"a": 0, "b": 0, "c": 1, "d": 0}, {("a", "b"), ("d", "c"), ("b", "c")}))
    assert rows.rows[0] == ("a", "d") or rows.rows[0] == ("d", "a")
    assert ways(rows) == {("a", "b"), ("d", "c"), ("b", "c")}
    assert sum(is_bend(name) for row in rows.rows for name in row) == 1


def test_a_line_that_a_longer_way_says_is_left_out() -> None:
    rows = rows_of(Graph(dict.fromkeys("abc", 0), {("a", "b"), ("b", "c"), ("a", "c")}))
    assert ways(rows) == {("a", "b"), ("b", "c")}


def test_layers_are_below_each_other_and_circles_are_broken() -> None:
    rows = rows_of(Graph({"a": 0, "b": 0, "c": 1}, {("a", "b"), ("b", "a"), ("c", "a")}))
    assert [set(row) for row in rows.rows] == [{"a"}, {"b"}, {"c"}]
    assert ways(rows) == {("a", "b")}


def test_lines_that_need_not_cross_do_not() -> None:
    # three pairs that stand crosswise in the order of names
    edges = {("a", "z"), ("b", "y"), ("c", "x")}
    rows = rows_of(Graph({"a": 0, "b": 0, "c": 0, "x": 1, "y": 1, "z": 1}, edges))
    partner = dict(edges)
    assert [partner[name] for name in rows.rows[0]] == list(rows.rows[1])

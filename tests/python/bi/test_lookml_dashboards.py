"""The LookML dashboards: what they name exists, they are laid out, and each tile has rows on the sample."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bi.looker.files import LOOKML, parse_dashboards
from bi.looker.model import load_model
from bi.looker.runner import Runner
from bi.looker.sql import Query

MODEL = load_model("cs_productivity")
DASHBOARDS = {
    dashboard["dashboard"]: dashboard for path in MODEL.dashboards for dashboard in parse_dashboards(path)
}
TILES = [
    pytest.param(dashboard, tile, id=f"{name}: {tile['name']}")
    for name, dashboard in DASHBOARDS.items()
    for tile in dashboard["elements"]
]
# the day after the sample ends, a Monday
TODAY = date(2026, 3, 16)
VISUALISATIONS = {"single_value", "looker_line", "looker_column", "looker_bar", "looker_grid"}
KEYS = {"dashboard", "title", "description", "layout", "preferred_viewer", "filters", "elements"}
FILTER_KEYS = {"name", "title", "type", "default_value", "allow_multiple_values", "required", "ui_config"}
FILTER_KEYS |= {"model", "explore", "listens_to_filters", "field"}
TILE_KEYS = {
    "title",
    "name",
    "model",
    "explore",
    "type",
    "fields",
    "pivots",
    "fill_fields",
    "filters",
    "sorts",
}
TILE_KEYS |= {
    "limit",
    "stacking",
    "note_state",
    "note_display",
    "note_text",
    "listen",
    "row",
    "col",
    "width",
    "height",
}
PER_AGENT = ("agent_key", "ticket_id", "customer_key", "row_key")


def filters_of(dashboard: dict[str, Any], tile: dict[str, Any]) -> dict[str, str]:
    """The filters of a tile, with the defaults of the dashboard's filters that it listens to."""
    defaults = {item["name"]: item["default_value"] for item in dashboard["filters"]}
    heard = {field: defaults[name] for name, field in tile.get("listen", {}).items()}
    return tile.get("filters", {}) | heard


def test_the_subjects_have_a_dashboard_each() -> None:
    names = {"overview", "handling_time", "volume", "headcount", "improvement", "log_quality"}
    assert {path.name.removesuffix(".dashboard.lookml") for path in MODEL.dashboards} == names
    assert set(DASHBOARDS) == {f"cs_{name}" for name in names}
    assert list((LOOKML / "dashboards").iterdir()) and set((LOOKML / "dashboards").iterdir()) == set(
        MODEL.dashboards
    )


@pytest.mark.parametrize("dashboard", DASHBOARDS.values(), ids=DASHBOARDS)
def test_filters_are_on_fields_that_exist_and_are_listened_to(dashboard: dict[str, Any]) -> None:
    assert set(dashboard) == KEYS and dashboard["description"].endswith(".")
    heard = {name for tile in dashboard["elements"] for name in tile.get("listen", {})}
    assert {item["name"] for item in dashboard["filters"]} == heard
    for item in dashboard["filters"]:
        assert set(item) == FILTER_KEYS
        assert item["model"] == MODEL.name
        assert item["field"] in MODEL.offered(MODEL.explores[item["explore"]])


@pytest.mark.parametrize(("dashboard", "tile"), TILES)
def test_a_tile_names_what_exists_and_says_how_to_read_it(
    dashboard: dict[str, Any], tile: dict[str, Any]
) -> None:
    assert set(tile) <= TILE_KEYS, set(tile) - TILE_KEYS
    assert tile["model"] == MODEL.name and tile["type"] in VISUALISATIONS
    assert len(tile["title"].split()) >= 2 and tile["note_text"].endswith(".")
    offered = MODEL.offered(MODEL.explores[tile["explore"]])
    named = set(tile["fields"]) | set(tile.get("filters", {})) | set(tile.get("listen", {}).values())
    named |= {sort.removesuffix(" desc") for sort in tile.get("sorts", [])}
    assert named <= set(offered), named - set(offered)
    assert set(tile.get("pivots", [])) | set(tile.get("fill_fields", [])) <= set(tile["fields"])
    # hidden fields are parts of others
    assert not [name for name in tile["fields"] if offered[name].parameters.get("hidden") == "yes"]
    assert not [name for name in named if name.rpartition(".")[2] in PER_AGENT]


@pytest.mark.parametrize(("dashboard", "tile"), TILES)
def test_a_tile_listens_with_fields_that_mean_the_same(
    dashboard: dict[str, Any], tile: dict[str, Any]
) -> None:
    fields = {item["name"]: item["field"] for item in dashboard["filters"]}
    offered = MODEL.offered(MODEL.explores[tile["explore"]])
    for name, own in tile.get("listen", {}).items():
        if offered[own].timeframe:
            assert offered[own].timeframe == "date" and fields[name].endswith("_date")
        else:
            assert own.rpartition(".")[2] == fields[name].rpartition(".")[2]


@pytest.mark.parametrize(("dashboard", "tile"), TILES)
def test_a_tile_chooses_the_plan_that_it_shows(dashboard: dict[str, Any], tile: dict[str, Any]) -> None:
    """What an explore always filters, a tile sets itself, so that it does not hang on a default."""
    always = MODEL.explores[tile["explore"]].always_filter
    assert set(always) <= set(filters_of(dashboard, tile))


@pytest.mark.parametrize("dashboard", DASHBOARDS.values(), ids=DASHBOARDS)
def test_tiles_fill_rows_of_24_columns_without_overlap(dashboard: dict[str, Any]) -> None:
    taken: dict[tuple[int, int], str] = {}
    for tile in dashboard["elements"]:
        assert tile["col"] + tile["width"] <= 24 and tile["height"] >= 3
        for row in range(tile["row"], tile["row"] + tile["height"]):
            for column in range(tile["col"], tile["col"] + tile["width"]):
                assert (row, column) not in taken, f"{tile['name']} lies on {taken.get((row, column))}"
                taken[row, column] = tile["name"]
    rows = max(row for row, _ in taken) + 1
    assert len(taken) == 24 * rows, "there is a hole"


@pytest.mark.parametrize(("dashboard", "tile"), TILES)
def test_a_tile_has_figures_on_the_sample(
    dashboard: dict[str, Any], tile: dict[str, Any], runner: Runner
) -> None:
    query = Query(MODEL, tile["explore"], TODAY)
    rows = runner.rows(query.select(tile["fields"], filters_of(dashboard, tile)))
    assert rows
    offered = MODEL.offered(MODEL.explores[tile["explore"]])
    for place, name in enumerate(tile["fields"]):
        assert any(row[place] is not None for row in rows), f"{name} is null in every row"
        if offered[name].kind == "measure":
            assert any(row[place] for row in rows) or name.endswith("releases_untold"), (
                f"{name} is 0 in every row"
            )


def test_a_dashboard_that_names_what_is_gone_fails(tmp_path: Path) -> None:
    tile = dict(next(iter(DASHBOARDS.values()))["elements"][0], fields=["agg_aht_daily.gone"])
    with pytest.raises(AssertionError, match="gone"):
        test_a_tile_names_what_exists_and_says_how_to_read_it({}, tile)

"""The report as a reader opens it: drawn, quiet, alone, readable on a phone and in the dark, in two languages."""

from __future__ import annotations

import io
import os
from pathlib import Path

import axe_core_python
import browser
import numpy as np
import pytest
from browser import DESKTOP, PHONE, opened
from fake_marts import TICKETS, figure, make_marts
from PIL import Image
from project import Project

from cs_productivity.report import render_page

# two weeks are too few to measure a release, so that picture has no chart
CHARTS = 7
LARGEST_BYTES = 3_000_000

pytestmark = pytest.mark.skipif(
    not browser.installed() and "CI" not in os.environ,
    reason="Chromium and its driver are not installed (Debian: chromium, chromium-driver)",
)


@pytest.fixture(scope="module")
def report(built_sample: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    page = tmp_path_factory.mktemp("report") / "index.html"
    page.write_text(render_page(*built_sample.figures()), encoding="utf-8")
    return page


def test_the_page_is_small(report: Path) -> None:
    assert report.stat().st_size <= LARGEST_BYTES


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_picture_is_drawn_and_nothing_is_asked_for(
    report: Path, size: tuple[int, int], dark: bool
) -> None:
    with opened(report, size, dark=dark) as page:
        page.wait_for_charts(CHARTS)
        assert page.problems() == []
        assert [address for address in page.requests() if not address.startswith(("file:", "data:"))] == []
        # nothing is wider than the screen
        assert page.run("return document.documentElement.scrollWidth") <= size[0]
        assert page.run("return document.documentElement.lang") == "en"
        pixels = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("L"))
        assert (pixels.mean() < 100) == dark
        # every chart has marks of several colours in it
        for box in page.run(
            "return [...document.querySelectorAll('.chart')].filter((chart) => chart.checkVisibility())"
            ".map((chart) => {const box = chart.getBoundingClientRect();"
            " return [box.left, box.top + scrollY, box.right, box.bottom + scrollY].map(Math.round)})"
        ):
            left, top, right, bottom = box
            if bottom > top:
                assert len(np.unique(pixels[top:bottom, left:right])) > 20, box


def test_a_reader_of_japanese_gets_japanese_and_can_change(report: Path) -> None:
    with opened(report, language="ja") as page:
        page.wait_for_charts(CHARTS)
        assert page.run("return document.documentElement.lang") == "ja"
        assert "処理時間" in page.run("return document.title")
        assert "1 件あたりの分" in page.run("return document.querySelector('#ja-aht svg').textContent")
        page.run("document.querySelector('button[value=en]').click()")
        page.wait_for_charts(CHARTS)
        assert page.run("return document.title") == "Handling time, volume and headcount"
        assert page.run("return document.querySelector('#ja').checkVisibility()") is False
        assert page.problems() == []


@pytest.mark.parametrize(
    ("dark", "rules"),
    # in the dark, only colours differ
    [(False, "{}"), (True, "{runOnly: ['color-contrast']}")],
    ids=["light", "dark"],
)
def test_the_page_is_accessible(report: Path, dark: bool, rules: str) -> None:
    library = Path(axe_core_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
    with opened(report, dark=dark) as page:
        page.wait_for_charts(CHARTS)
        # the page lets no further script in: the driver's own world may
        page.run(library)
        found = page.driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            f"axe.run({rules}).then((found) => done(found.violations.map((violation) => "
            "violation.id + ': ' + violation.nodes.map((node) => node.target).join(' '))))"
        )
    assert found == []


def test_a_page_without_any_figures_is_quiet_too(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text(render_page(*figure(make_marts(TICKETS.head(0)))), encoding="utf-8")
    with opened(page) as opened_page:
        text = opened_page.run("return document.querySelector('#en').innerText")
        assert "There is no forecast for the coming week" in text
        assert opened_page.problems() == []

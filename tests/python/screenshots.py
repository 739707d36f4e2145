"""`make screenshots`: the published report as a reader at a desk and one at a phone see it, for the README."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from browser import DESKTOP, PHONE, installed, opened
from project import ROOT

DOCS = ROOT / "docs"
# the headlines and the first pictures
DESKTOP_HEIGHT, PHONE_HEIGHT = 1640, 1640


def main() -> int:
    """Write the pictures; returns 1 if there is no report, or nothing to open it with."""
    report = ROOT / os.environ.get("CS_PUBLISH_PATH", "data/published") / "report" / "index.html"
    if not report.is_file():
        print(f"There is no report at {report}: run `make build`.", file=sys.stderr)
        return 1
    if not installed():
        print(
            "Chromium and its driver are not installed (Debian: chromium, chromium-driver).", file=sys.stderr
        )
        return 1
    _take(report, DOCS / "report.png", DESKTOP, DESKTOP_HEIGHT)
    _take(report, DOCS / "report-phone.png", PHONE, PHONE_HEIGHT, dark=True, language="ja")
    return 0


def _take(report: Path, picture: Path, size: tuple[int, int], height: int, **wishes: object) -> None:
    with opened(report, size, **wishes) as page:
        charts = page.run("return document.querySelectorAll('div[lang]:not([hidden]) .chart').length")
        page.wait_for_charts(charts)
        picture.write_bytes(page.screenshot(height))
    print(f"{picture.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())

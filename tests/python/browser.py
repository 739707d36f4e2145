"""Opens a page in headless Chromium, as a reader at a screen or at a phone does, and tells what went on."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.wait import WebDriverWait

DESKTOP, PHONE = (1280, 900), (390, 844)
SCRIPT_LIMIT_SECONDS = 120
# as root it wants no sandbox, and by itself it would look for updates
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
]


def installed() -> str | None:
    """Return the path of Chromium or Chrome, if its driver is there too."""
    return shutil.which("chromedriver") and (shutil.which("chromium") or shutil.which("google-chrome"))


@dataclass(frozen=True)
class Browser:
    """A browser with one page open."""

    driver: webdriver.Chrome
    width: int

    def run(self, script: str, *values: object) -> object:
        """Return what a script returns."""
        return self.driver.execute_script(script, *values)

    def wait_for_charts(self, count: int) -> None:
        """Wait until so many charts are drawn on what is shown."""
        shown = "return [...document.querySelectorAll('.chart svg')].filter((svg) => svg.checkVisibility()).length"
        WebDriverWait(self.driver, 20).until(lambda _: self.run(shown) == count)

    def problems(self) -> list[str]:
        """Return what the console has complained of since it was last asked."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self) -> list[str]:
        """Return the addresses that were asked for since this was last called."""
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        return [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]

    def screenshot(self, height: int | None = None) -> bytes:
        """Return a picture of the page, or of so many pixels from its top, PNG."""
        height = height or self.run("return document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": self.width, "height": height, "scale": 1}
        shot = self.driver.execute_cdp_cmd(
            "Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip}
        )
        return base64.b64decode(shot["data"])


@contextmanager
def opened(
    page: Path, size: tuple[int, int] = DESKTOP, *, dark: bool = False, language: str = "en-US"
) -> Iterator[Browser]:
    """Open a file in a browser of this size, in pixels, with a reader's wishes."""
    options = webdriver.ChromeOptions()
    options.binary_location = installed() or ""
    for flag in (*FLAGS, f"--lang={language}"):
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"intl.accept_languages": language})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    driver.set_script_timeout(SCRIPT_LIMIT_SECONDS)
    try:
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        width, height = size
        driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": size == PHONE},
        )
        driver.get(page.resolve().as_uri())
        yield Browser(driver, width)
    finally:
        driver.quit()

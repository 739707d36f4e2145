"""A reader that looks at what is published all the time, in a process of its own, and writes down what is wrong."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

PAUSE_SECONDS = 0.02


def look_once(published: Path) -> tuple[str, list[str]]:
    """Open everything of one generation.

    Args:
        published: the link that readers open.

    Returns:
        The id of the generation, and a sentence for each thing that is wrong with it.
    """
    # who resolves the link once reads one generation, whatever is switched meanwhile
    folder = published.resolve(strict=True)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    troubles = []
    if manifest["generation_id"] != folder.name:
        troubles.append(f"{folder.name} holds the manifest of {manifest['generation_id']}")
    with duckdb.connect(str(folder / "marts.duckdb"), read_only=True) as marts:
        for name, mart in manifest["marts"].items():
            rows = marts.execute(f'select count(*) from "{name}"').fetchall()[0][0]
            with (folder / mart["file"]).open("rb") as file:
                is_same = hashlib.file_digest(file, "sha256").hexdigest() == mart["sha256"]
            if rows != mart["rows"] or not is_same:
                troubles.append(f"{name} of {folder.name} is not what the manifest says")
    if (
        hashlib.sha256((folder / "report/index.html").read_bytes()).hexdigest()
        != manifest["report"]["sha256"]
    ):
        troubles.append(f"the report of {folder.name} is another one's")
    return folder.name, troubles


@contextmanager
def reading(published: Path, findings: Path) -> Iterator[None]:
    """Let a reader look as long as this lasts.

    Args:
        published: the link that readers open; something must be published.
        findings: a file that the reader writes when it is over, for `read_findings`.
    """
    command = [sys.executable, __file__, str(published), str(findings)]
    reader = subprocess.Popen(command, start_new_session=True)
    try:
        yield
    finally:
        reader.send_signal(signal.SIGTERM)
        reader.wait(timeout=60)


def read_findings(findings: Path) -> tuple[int, set[str], list[str]]:
    """How often the reader looked, which generations it saw, and what was wrong."""
    found = json.loads(findings.read_text(encoding="utf-8"))
    return found["looks"], set(found["generations"]), found["troubles"]


def main() -> None:
    """Look until someone ends it."""
    published, findings = Path(sys.argv[1]), Path(sys.argv[2])
    is_over = False

    def end(*_: object) -> None:
        nonlocal is_over
        is_over = True

    signal.signal(signal.SIGTERM, end)
    os.nice(5)
    looks, generations, troubles = 0, set(), []
    while not is_over:
        try:
            generation, wrong = look_once(published)
            generations.add(generation)
            troubles += wrong
        except Exception as error:
            # whatever keeps a reader from reading is a finding
            troubles.append(f"{type(error).__name__}: {error}")
        looks += 1
        time.sleep(PAUSE_SECONDS)
    findings.write_text(
        json.dumps({"looks": looks, "generations": sorted(generations), "troubles": troubles[:20]}),
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()

"""`make build-real CASE=bank`: brings a public log to the contract and builds the project on it, beside the sample."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from real_logs import ROOT, bank, helpdesk, rabobank, source_folder, ui_log

CASES = {module.CASE: module for module in (bank, helpdesk, rabobank, ui_log)}


def main(case: str) -> int:
    """Convert the log of a case and run the build on it; returns the build's exit status."""
    if case not in CASES:
        print(f"There is no case {case!r}: give CASE={' or CASE='.join(CASES)}.", file=sys.stderr)
        return 2
    source = source_folder()
    if missing := [name for name in CASES[case].FILES if not (source / name).is_file()]:
        print(
            f"{source} lacks {' and '.join(missing)}: set CS_REAL_DATA to the folder that holds the public logs.",
            file=sys.stderr,
        )
        return 2
    folder = ROOT / "data" / "real" / case
    shutil.rmtree(folder / "raw", ignore_errors=True)
    CASES[case].write_landing_zone(source, folder / "raw")
    places = {
        "CS_RAW_PATH": folder / "raw",
        "CS_DUCKDB_PATH": folder / "warehouse.duckdb",
        "CS_PUBLISH_PATH": folder / "published",
        "CS_SALT_PATH": folder / "salt",
    }
    command = [sys.executable, "-m", "cs_productivity", "build", "--vars", yaml.safe_dump(CASES[case].VARS)]
    environment = {**os.environ, **{name: str(path) for name, path in places.items()}}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))

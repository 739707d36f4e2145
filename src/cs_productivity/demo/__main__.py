"""`make demo`: a store with made-up logs, collected, built, and what managers see of it; nothing is left running."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import UTC, datetime, timedelta

from cs_productivity.cli import main
from cs_productivity.demo.servers import PASSWORD, POSTGRES, NoServer, running
from cs_productivity.demo.store import fill_store
from cs_productivity.settings import find_project_root

AGENTS, DAYS = 8, 21


def demonstrate() -> int:
    """Run the demonstration and return its exit code."""
    folder = find_project_root() / "data" / "demo"
    # a store that was made anew is not the one that an earlier demonstration collected
    shutil.rmtree(folder, ignore_errors=True)
    settings = {
        "CS_RAW_PATH": folder / "raw",
        "CS_DUCKDB_PATH": folder / "warehouse.duckdb",
        "CS_PUBLISH_PATH": folder / "published",
        "CS_SALT_PATH": folder / "salt",
    }
    os.environ.update({name: str(path) for name, path in settings.items()})
    first_day = datetime.now(UTC).date() - timedelta(days=DAYS)
    try:
        with running(POSTGRES) as server:
            _say(f"PostgreSQL runs on port {server.port}. Writing {DAYS} days of {AGENTS} people into it:")
            fill_store(server.url, AGENTS, DAYS, first_day, _say)
            os.environ.update({"CS_SOURCE_URL": server.safe_url, "CS_SOURCE_PASSWORD": PASSWORD})
            _say("\n$ python -m cs_productivity collect")
            if code := main(["collect"]):
                return code
            _say("\n$ python -m cs_productivity collect   (again: nothing is new)")
            if code := main(["collect"]):
                return code
    except NoServer as reason:
        print(f"{reason}: install it, and run `make demo` again.", file=sys.stderr)
        return 2
    _say("\nPostgreSQL has ended.\n\n$ python -m cs_productivity build")
    return main(["build"])


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(demonstrate())

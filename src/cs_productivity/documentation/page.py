"""dbt's documentation as one page that opens from the disk and asks nothing of the network."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cs_productivity.dbt_runs import run_dbt
from cs_productivity.settings import Settings, SettingsError

PAGE = Path("data") / "docs" / "index.html"
# whatever the page holds, a browser loads nothing for it, and sends nothing
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; "
    "img-src data:; font-src data:; form-action 'none'; base-uri 'none'"
)
# dbt's page brings a tracker along, which is off as the project is set; its addresses go as well
_TRACKERS = re.compile(
    r"(?:https?:)?//(?:d1fc8wv8zag5ca\.cloudfront\.net|fuzzed\.getdbt\.com)[^\"']*|fishtownanalytics\.sinter-collect\.com"
)
# a shape of a link that dbt's own build has left over
_ICON = re.compile(r"<link rel=\"shortcut icon\"[^>]*>")
_HEAD = "<head>"


def write_page(settings: Settings, say: Callable[[str], None]) -> Path:
    """Write the documentation of all models, with the types of the warehouse where there is one.

    Args:
        settings: the paths; the page goes to data/docs/index.html of the project.
        say: takes each line for the terminal.

    Returns:
        The page.

    Raises:
        SettingsError: the warehouse is open in another process, or dbt gave up.
    """
    root = settings.project_root
    with tempfile.TemporaryDirectory() as scratch:
        arguments = ["docs", "generate", "--static"]
        if not settings.duckdb_path.exists():
            say("There is no warehouse: columns have the types that models declare.")
            settings = replace(settings, duckdb_path=Path(scratch) / "none.duckdb")
            arguments.append("--empty-catalog")
        outcome = run_dbt(settings, arguments, say)
        if not outcome.success:
            raise SettingsError("dbt could not write the documentation: logs/dbt.log has the whole story.")
    page = root / PAGE
    page.parent.mkdir(parents=True, exist_ok=True)
    written = (root / "target" / "static_index.html").read_text(encoding="utf-8")
    page.write_text(closed(written, root), encoding="utf-8")
    return page


def closed(html: str, root: Path) -> str:
    """Return the page with nothing that it could load or send, and without the places of this machine.

    Raises:
        SettingsError: it is not the page that dbt writes.
    """
    if html.count(_HEAD) != 1:
        raise SettingsError(
            "dbt's page has another form than before: see src/cs_productivity/documentation/page.py."
        )
    html = html.replace(_HEAD, f'{_HEAD}<meta http-equiv="Content-Security-Policy" content="{_POLICY}">')
    return _ICON.sub("", _TRACKERS.sub("", html)).replace(f"{root}/", "").replace(str(root), ".")

"""Public logs of other tools, each brought to the raw contract by a converter of its own."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def source_folder() -> Path:
    """Return the folder that should hold the public logs, as CS_REAL_DATA says; it may not be there."""
    return Path(os.environ.get("CS_REAL_DATA", ROOT.parent / "shared" / "data"))

"""Where warehouses are made that are soon removed."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

# a warehouse in memory saves a fifth of the time; one history needs some 50 MB
MEMORY = Path("/dev/shm")
ENOUGH_BYTES = 4 * 10**9


def scratch_folder() -> Path:
    """Make a folder for warehouses that are soon removed, in memory where there is enough."""
    is_roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES
    return Path(tempfile.mkdtemp(prefix="increments-", dir=MEMORY if is_roomy else None))

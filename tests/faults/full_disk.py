"""Runs a build on a disk that is too small, then gives it room: in a mount namespace of its own.

Arguments: the workplace's folder, where its small disk is mounted, and how many kilobytes are left on it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from faults.workplace import Workplace


def main() -> None:
    """Print what both builds said and gave, as JSON."""
    source, disk, spare_kilobytes = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    disk.mkdir()
    used = sum(path.stat().st_blocks * 512 for path in source.rglob("*") if path.is_file()) // 1024
    mount = ["mount", "-t", "tmpfs", "-o", f"size={used + spare_kilobytes}k", "tmpfs", str(disk)]
    subprocess.run(mount, check=True)
    workplace = Workplace(source).copy_to(disk / "workplace")
    published = workplace.marts()
    full = workplace.build()
    kept = workplace.marts()
    subprocess.run(["mount", "-o", "remount,size=2g", str(disk)], check=True)
    roomy = workplace.build()
    print(
        json.dumps(
            {
                "full": [full.returncode, full.stdout],
                "readers_kept": published == kept,
                "roomy": [roomy.returncode, roomy.stdout],
                "marts": workplace.marts() if roomy.returncode == 0 else None,
            }
        )
    )
    shutil.rmtree(workplace.folder)


if __name__ == "__main__":
    main()

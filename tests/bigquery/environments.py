"""The tool environments of the BigQuery checks, beside the project's own: dbt's pins exclude theirs."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

LOCKS = Path(__file__).parent
PROJECT_ROOT = LOCKS.parents[1]
INSTALL_LIMIT_SECONDS = 900


class CheckError(Exception):
    """The check itself cannot run; the message is one sentence that says what to do."""


def ensure_environment(name: str) -> Path:
    """Return the Python of `.venv-<name>`, made from `<name>.lock` where it is absent or out of date.

    Raises:
        CheckError: the environment cannot be made or the lock cannot be installed.
    """
    folder = PROJECT_ROOT / f".venv-{name}"
    python = folder / "bin" / "python"
    lock = LOCKS / f"{name}.lock"
    # written last, so that an installation that was cut off is made again
    stamp = folder / "installed-from"
    wanted = f"{hashlib.sha256(lock.read_bytes()).hexdigest()} {sys.version.split()[0]}"
    if python.exists() and stamp.exists() and stamp.read_text() == wanted:
        return python

    print(f"Installing {lock.name} into {folder.name}", flush=True)
    if folder.exists():
        shutil.rmtree(folder)
    _run([sys.executable, "-m", "venv", str(folder)], f"{folder.name} cannot be made")
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    locked = ["--require-hashes", "--only-binary", ":all:", "--requirement", str(lock)]
    _run([str(python), *install, *locked], f"{lock.name} cannot be installed")
    stamp.write_text(wanted)
    return python


def _run(command: list[str], what_failed: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=INSTALL_LIMIT_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise CheckError(f"{what_failed} in {INSTALL_LIMIT_SECONDS} s: look at the package index.") from error
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout).strip().splitlines() or ["no reason given"]
        raise CheckError(f"{what_failed} ({said[-1]}): look at the package index or the lock.") from error

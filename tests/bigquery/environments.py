"""Environments of tools beside the project's own: dbt's pins exclude what they need, or builds need none of it."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

LOCKS = Path(__file__).parent
PROJECT_ROOT = LOCKS.parents[1]
INSTALL_LIMIT_SECONDS = 900


class CheckError(Exception):
    """The check itself cannot run; the message is one sentence that says what to do."""


def ensure_environment(name: str, locks: Path | None = None, *, sees_project: bool = False) -> Path:
    """Return the Python of `.venv-<name>`, made from `<name>.lock` where it is absent or out of date.

    Who asks while it is being made, a thread of dbt or another test process, waits for it.

    Args:
        name: of the environment and of its lock.
        locks: the folder of the lock; this one by default.
        sees_project: packages of the project's environment can be imported too, so the lock need not have them.

    Raises:
        CheckError: the environment cannot be made or the lock cannot be installed.
    """
    folder = PROJECT_ROOT / f".venv-{name}"
    with Path(f"{folder}.turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        return _make_environment(folder, (locks or LOCKS) / f"{name}.lock", sees_project)


def _make_environment(folder: Path, lock: Path, sees_project: bool) -> Path:
    python = folder / "bin" / "python"
    # written last, so that an installation that was cut off is made again
    stamp = folder / "installed-from"
    wanted = f"{hashlib.sha256(lock.read_bytes()).hexdigest()} {sys.version.split()[0]}"
    if sees_project:
        wanted += f" {sys.prefix}"
    if python.exists() and stamp.exists() and stamp.read_text() == wanted:
        return python

    print(f"Installing {lock.name} into {folder.name}", file=sys.stderr, flush=True)
    if folder.exists():
        shutil.rmtree(folder)
    _run([sys.executable, "-m", "venv", str(folder)], f"{folder.name} cannot be made")
    # compiled when it is imported: most of it never is, and compiling all takes as long as installing
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-compile"]
    locked = ["--require-hashes", "--only-binary", ":all:", "--requirement", str(lock)]
    _run([str(python), *install, *locked], f"{lock.name} cannot be installed")
    if sees_project:
        _show_project(folder)
    stamp.write_text(wanted)
    return python


def _show_project(folder: Path) -> None:
    """Put the packages of this environment on the path of another one, after its own."""
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    packages.mkdir(parents=True, exist_ok=True)
    line = f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n"
    (packages / "project.pth").write_text(line)


def _run(command: list[str], what_failed: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=INSTALL_LIMIT_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise CheckError(f"{what_failed} in {INSTALL_LIMIT_SECONDS} s: look at the package index.") from error
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout).strip().splitlines() or ["no reason given"]
        raise CheckError(f"{what_failed} ({said[-1]}): look at the package index or the lock.") from error

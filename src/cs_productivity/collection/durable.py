"""Files that are whole after a crash: written, brought to the disk, and put in place in one step."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

# a file of checksums as `sha256sum --check` reads it; the landing zone passes over names that begin so
SUM_PREFIX, SUM_SUFFIX = "_", ".sha256"


def sum_file(path: Path) -> Path:
    """Where the checksum of a landed file stands: beside it."""
    return path.with_name(f"{SUM_PREFIX}{path.name}{SUM_SUFFIX}")


def read_sum(path: Path) -> str | None:
    """The SHA-256 that a file had when it was collected; None where it was not collected."""
    try:
        return sum_file(path).read_text(encoding="ascii").split()[0]
    except (OSError, ValueError, IndexError):
        return None


def write_sum(path: Path) -> None:
    """Write the checksum of a file beside it."""
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    sum_file(path).write_text(f"{digest}  {path.name}\n", encoding="ascii")


def bring_to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, would survive that the power goes."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_text(path: Path, text: str) -> None:
    """Give a file a new content: whoever looks, and whatever breaks off, finds the old one or the new one whole."""
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(text, encoding="utf-8")
    bring_to_disk(draft)
    os.replace(draft, path)
    bring_to_disk(path.parent)


def move(source: Path, target: Path) -> None:
    """Move a file within one file system, in one step."""
    os.replace(source, target)
    bring_to_disk(target.parent)


def make_folder(path: Path) -> None:
    """Make a folder and those above it, to stay."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for folder in missing:
        bring_to_disk(folder.parent)

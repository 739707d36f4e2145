"""The files of the LookML project: parsed, with their includes and the manifest's constants."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import lkml
import yaml
from project import ROOT

LOOKML = ROOT / "bi" / "lookml"
BLOCKS = ("views", "explores", "named_value_formats", "constants", "access_grants")


class LookmlError(Exception):
    """LookML that Looker would refuse, or that this reader does not know; the message says where."""


@cache
def parse(path: Path) -> dict[str, Any]:
    """Return the content of a .lkml file.

    Raises:
        LookmlError: the file is no LookML.
    """
    try:
        parsed = lkml.load(path.read_text(encoding="utf-8"))
    # the parser's own error is a SyntaxError; a file that ends too early is an IndexError
    except (SyntaxError, IndexError) as error:
        raise LookmlError(f"{path}: {error}") from error
    # a block without its brace is read as a word
    for kind in BLOCKS:
        for block in parsed.get(kind, []):
            if not isinstance(block, dict):
                raise LookmlError(f"{path}: {block} of {kind} is no block.")
    return parsed


@cache
def parse_dashboards(path: Path) -> list[dict[str, Any]]:
    """Return the dashboards of a .dashboard.lookml file, which is YAML."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def included_files(model_path: Path, root: Path = LOOKML) -> list[Path]:
    """Return the files that a model includes, in the order in which it does.

    Raises:
        LookmlError: an include finds nothing, or does not begin at the project's root.
    """
    files: list[Path] = []
    for pattern in parse(model_path).get("includes", []):
        if not pattern.startswith("/"):
            raise LookmlError(f"{model_path}: the include {pattern} does not begin at the project's root.")
        suffix = ".lookml" if pattern.endswith(".dashboard") else ".lkml"
        found = sorted(root.glob(pattern.removeprefix("/").removesuffix(suffix) + suffix))
        if not found:
            raise LookmlError(f"{model_path}: the include {pattern} finds no file.")
        files += found
    return files


def read_constants(root: Path = LOOKML) -> dict[str, str]:
    """Return the values of the manifest's constants."""
    return {constant["name"]: constant["value"] for constant in parse(root / "manifest.lkml")["constants"]}


def with_constants(text: str, constants: dict[str, str]) -> str:
    """Return a text with its `@{CONSTANT}`s filled in.

    Raises:
        LookmlError: the manifest does not have one of them.
    """

    def value(match: re.Match[str]) -> str:
        if match[1] not in constants:
            raise LookmlError(f"the manifest has no constant {match[1]}")
        return constants[match[1]]

    return re.sub(r"@\{(\w+)\}", value, text)

"""What models/marts/_exposures.yml says of who reads the marts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml
from project import ROOT

FILE = ROOT / "models" / "marts" / "_exposures.yml"


@dataclass(frozen=True)
class Exposure:
    """One reader: `source` is its file in the project, `marts` are those that it is said to read."""

    name: str
    type: str
    maturity: str
    owner: str
    description: str
    source: Path
    marts: frozenset[str]


def load_exposures() -> dict[str, Exposure]:
    """Return the exposures by the path of their source, relative to the project's root."""
    exposures = {}
    for one in yaml.safe_load(FILE.read_text(encoding="utf-8"))["exposures"]:
        source = one["config"]["meta"]["source"]
        marts = frozenset(re.fullmatch(r"ref\('(\w+)'\)", ref)[1] for ref in one["depends_on"])
        exposures[source] = Exposure(
            one["name"],
            one["type"],
            one["maturity"],
            one["owner"]["name"],
            one["description"],
            ROOT / source,
            marts,
        )
    return exposures

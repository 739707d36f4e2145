"""What a JSON Schema refuses, by the library jsonschema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator, ValidationError, validators
from project import ROOT

from contract.given import CONTRACTS
from cs_productivity.contract.schemas import schema_file


def _pattern(validator: Any, pattern: str, instance: Any, _: Any) -> Iterator[ValidationError]:
    # JSON Schema's patterns are ECMA-262, where $ is the end; to Python it is also before a last line break
    if validator.is_type(instance, "string") and not re.search(re.sub(r"\$$", r"\\Z", pattern), instance):
        yield ValidationError(f"does not match {pattern}")


Validator = validators.extend(Draft202012Validator, {"pattern": _pattern})


def oracle(table: str) -> Draft202012Validator:
    """Return what judges a row by the committed JSON Schema of a log."""
    schema = json.loads(schema_file(ROOT / "contracts", CONTRACTS[table]).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Validator(schema)

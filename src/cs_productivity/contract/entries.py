"""The parts of a contract file: which keys a part may have, and what stands under them.

Whatever is not as the form asks is a SettingsError of one sentence that names the file and the key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cs_productivity.settings import SettingsError

KINDS = {
    str: "text",
    bool: "true or false",
    int: "whole number",
    list: "list",
    dict: "mapping",
    object: "value",
}


def check_keys(
    file: Path,
    what: str,
    entry: Any,
    required: Mapping[str, type],
    optional: Mapping[str, type] | None = None,
) -> None:
    """Raise unless the entry is a mapping with all of the required keys, some of the optional ones, and no other.

    Args:
        file: the contract file.
        what: what the entry is about, for the sentence.
        entry: what YAML made of it.
        required: keys that must be there, with the type of their values; a text must not be empty.
        optional: keys that may be there as well.
    """
    known = {**required, **(optional or {})}
    if not isinstance(entry, dict):
        raise SettingsError(f"The contract {file} must describe {what} with the keys {', '.join(required)}.")
    for key in entry:
        if key not in known:
            raise SettingsError(
                f"The contract {file} has the unknown key {key} for {what}: use {', '.join(known) or 'none'}."
            )
    for key, kind in known.items():
        if key not in entry and key not in required:
            continue
        value = entry.get(key)
        # True is a number to Python
        is_right = isinstance(value, kind) and (kind is not int or not isinstance(value, bool))
        if not is_right or value in ("", None):
            raise SettingsError(f"The contract {file} needs a {KINDS[kind]} under {key} for {what}.")


def check_value(file: Path, what: str, key: str, value: object, allowed: tuple[object, ...]) -> None:
    """Raise unless what stands under a key is one of these."""
    if value not in allowed:
        wanted = " or ".join(str(one) for one in allowed)
        raise SettingsError(f"The contract {file} has {value} under {key} for {what}: write {wanted}.")


def check_texts(file: Path, what: str, key: str, values: list[Any]) -> tuple[str, ...]:
    """Return a list of texts, which is not empty and names nothing twice."""
    if not values or not all(isinstance(value, str) and value for value in values):
        raise SettingsError(f"The contract {file} needs a list of texts under {key} for {what}.")
    if len(set(values)) < len(values):
        raise SettingsError(f"The contract {file} names something twice under {key} for {what}.")
    return tuple(values)


def check_pattern(file: Path, what: str, key: str, pattern: str) -> str:
    """Return a regular expression that Python, RE2 and JavaScript read alike."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise SettingsError(f"The contract {file} has no pattern under {key} for {what} ({error}).") from None
    # RE2 has no look-around; classes such as \d hold other characters in each of the three
    if re.search(r"\(\?(?!:)|\\[a-wyzA-WYZ]", pattern):
        raise SettingsError(
            f"The contract {file} has a pattern under {key} for {what} that engines read differently: "
            r"write characters, classes in brackets and \x00 alone."
        )
    return pattern


def custom_properties(file: Path, what: str, entries: list[Any], known: Mapping[str, type]) -> dict[str, Any]:
    """Return the project's own properties of one part, by name."""
    found: dict[str, Any] = {}
    for place, entry in enumerate(entries, 1):
        own = f"custom property {place} of {what}"
        check_keys(file, own, entry, {"property": str, "value": object}, {"description": str})
        name = entry["property"]
        if name in found:
            raise SettingsError(f"The contract {file} has the custom property {name} of {what} twice.")
        found[name] = entry["value"]
    check_keys(file, f"the custom properties of {what}", found, {}, known)
    return found

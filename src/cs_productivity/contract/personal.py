r"""What e-mail addresses and phone numbers look like, for whoever must not write them.

The patterns are read alike by JSON Schema's validators (ECMA-262), DuckDB (RE2) and Python: no look-around, no \d.
"""

from __future__ import annotations

from dataclasses import dataclass

from cs_productivity.contract.table import KeyRules


@dataclass(frozen=True)
class Likeness:
    """What a thing looks like: all patterns of one of the `ways` are found.

    `sign` is SQL that is cheap, and true of every text that a way is found in; `text` stands in it for the text.
    """

    name: str
    ways: tuple[tuple[str, ...], ...]
    sign: str


# %40 is the sign as addresses of pages write it; a digit after the dot would be a version, as in react@18.2.0
EMAIL_ADDRESS = Likeness(
    "an e-mail address",
    (("[^ @＠](@|＠|%40)[^ @＠]+[.．][^ @＠.．0-9]",),),
    "(contains(text, '@') or contains(text, '＠') or contains(text, '%40'))",
)
# Of a number without + or separators nobody can tell whether it is an id. A national one begins with one 0 and has 9 to
# 11 digits: dates have 8, ids with zeros in front mostly two of them, cards 16.
PHONE_NUMBER = Likeness(
    "a phone number",
    (
        ("^[+][0-9]([ ()./-]{0,2}[0-9]){6,14}$",),
        ("^[(]?0[1-9][0-9]{0,3}[)]?([ ./-]{1,2}[0-9]{2,8}){1,4}$", "^([^0-9]*[0-9]){9,11}$"),
        ("^[(]?[2-9][0-9]{2}[)]?[ .-]{1,2}[0-9]{3}[ .-][0-9]{4}$",),
    ),
    # digits, + and ( come before it
    "text < ':'",
)
LOOKS_LIKE = {"email_address": EMAIL_ADDRESS, "phone_number": PHONE_NUMBER}


def forbidden_key(keys: KeyRules) -> str:
    """Return the pattern of keys whose last word, or its plural in s, is for free text or for what names a person."""
    return f"(^|_)({'|'.join(keys.forbidden_endings)})s?$"

"""What is done to the text of a query before an engine gets it: one query it must be, and datasets get their prefix."""

from __future__ import annotations

import re

# texts, quoted names of columns and comments, in which a word is no part of the query
_QUIET = r"'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.)*\"|--[^\n]*|\#[^\n]*|/\*.*?\*/"
_PARTS = re.compile(_QUIET, re.DOTALL)
_MARTS = re.compile(
    rf"(?P<quiet>{_QUIET})|(?P<before>(?<![\w.`-])`?)marts(?=`?\s*\.)", re.DOTALL | re.IGNORECASE
)


def checked_query(sql: str) -> str:
    """Return a query without its closing semicolon.

    Raises:
        ValueError: the text is no `select` or `with`, or more than one statement.
    """
    stripped = sql.strip()
    spoken = _PARTS.sub(lambda part: " " if part[0].startswith(("-", "#", "/")) else "''", stripped)
    statements = [statement for statement in spoken.split(";") if statement.strip()]
    if len(statements) != 1 or not re.match(r"[\s(]*(select|with)\b", statements[0], re.IGNORECASE):
        first = " ".join(stripped.split())[:60]
        raise ValueError(
            f"Marts are read by one `select` or `with` at a time, and this is none: {first or 'nothing'}"
        )
    return stripped


def with_prefix(sql: str, prefix: str) -> str:
    """Return a query whose marts are looked for in the dataset with a prefix: `anna_marts` for `anna_`."""
    if not prefix:
        return sql
    return _MARTS.sub(
        lambda part: part["quiet"] or f"{part['before']}{prefix}{part[0].removeprefix('`')}", sql
    )

"""What went wrong on the way from the store to its landing place, in a sentence that holds no secret."""

from __future__ import annotations

import errno
from collections.abc import Iterator

import pyarrow as pa
import sqlalchemy.exc

from cs_productivity.collection.source import Source

# how servers say that a user is not let in: PostgreSQL's words, MySQL's and MariaDB's number
NOT_LET_IN = (
    "password authentication failed",
    "(1045,",
    "no pg_hba.conf entry",
    "permission denied",
    "(1142,",
    "(1044,",
)
AFTER = "What has landed stays, and the next collection reads the rest."


def explain(error: BaseException, source: Source, place: str) -> str | None:
    """Return the sentence for an error of the store, the disk or a value; None where it is none of them.

    Args:
        error: what was raised; what it was raised from is looked at too.
        source: the store.
        place: where rows were to go.
    """
    for one in chain(error):
        if isinstance(one, OSError) and one.errno in (errno.ENOSPC, errno.EDQUOT):
            return f"There is no room left on the disk of {place}: make some, and collect again. {AFTER}"
        if isinstance(one, sqlalchemy.exc.DBAPIError):
            return _about_store(source.without_secrets(_first_line(one.orig)), source)
    for one in chain(error):
        if isinstance(one, OSError) and one.filename is not None:
            return f"{one.filename} cannot be used ({one.strerror}): make it readable and writable. {AFTER}"
        if isinstance(one, pa.ArrowException):
            # its own words may hold a row's value
            return (
                f"The store {source.place} holds a value that is none of its column's type in contracts/ "
                f"({type(one).__name__}): nothing of this run has landed. Compare the store's columns with it."
            )
    return None


def _about_store(reason: str, source: Source) -> str:
    if any(words in reason for words in NOT_LET_IN):
        return (
            f"The store {source.place} does not let you in ({reason}): look at the user in CS_SOURCE_URL, what it may "
            "read, and at CS_SOURCE_PASSWORD."
        )
    return (
        f"The store {source.place} cannot be read ({reason}): look whether it is up and CS_SOURCE_URL leads to it, and "
        f"collect again. {AFTER}"
    )


def _first_line(error: BaseException | None) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    return lines[0].rstrip(".:")


def chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error, and what it was raised from or while."""
    seen: set[int] = set()
    rest: BaseException | None = error
    while rest is not None and id(rest) not in seen:
        seen.add(id(rest))
        yield rest
        rest = rest.__cause__ or rest.__context__

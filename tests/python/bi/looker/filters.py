"""Looker's filter expressions as SQL of BigQuery, those of them that the project uses."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bi.looker.files import LookmlError


def condition(sql: str, type_: str, expression: str, today: date) -> str:
    """Return the condition that a filter expression puts on a field.

    Args:
        sql: SQL of the field.
        type_: `yesno`, `string`, `number`, or `date` for the date of a dimension group.
        expression: what stands in the filter; an empty one is no condition.
        today: what relative dates are counted from, in the reporting time zone.

    Raises:
        LookmlError: the expression is none of those that are known here.
    """
    if not expression:
        return "true"
    if expression in ("NULL", "NOT NULL") and type_ != "string":
        return f"({sql}) is {expression.lower()}"
    known = {"yesno": _yesno, "string": _string, "number": _number, "date": _date}
    if type_ not in known:
        raise LookmlError(f"no filter is known on a field of the type {type_}")
    found = known[type_](sql, expression, today)
    if found is None:
        raise LookmlError(f"the filter expression {expression!r} is not known on a field of the type {type_}")
    return found


def _yesno(sql: str, expression: str, _: date) -> str | None:
    words = {"yes": f"({sql})", "no": f"not coalesce({sql}, false)"}
    return words.get(expression.lower())


def _string(sql: str, expression: str, _: date) -> str | None:
    words = [word.strip() for word in expression.split(",")]
    # %, ^, quotes and EMPTY mean something else
    if not all(re.fullmatch(r"-?\w[\w ]*", word) for word in words):
        return None
    wanted = ", ".join(f"'{word}'" for word in words if not word.startswith("-"))
    unwanted = ", ".join(f"'{word[1:]}'" for word in words if word.startswith("-"))
    return " and ".join(
        ([f"({sql}) in ({wanted})"] if wanted else [])
        + ([f"(({sql}) not in ({unwanted}) or ({sql}) is null)"] if unwanted else [])
    )


def _number(sql: str, expression: str, _: date) -> str | None:
    match = re.fullmatch(r"(>=|<=|>|<|)\s*(\d+(?:\.\d+)?)", expression)
    return f"({sql}) {match[1] or '='} {match[2]}" if match else None


def _date(sql: str, expression: str, today: date) -> str | None:
    # the last days, weeks or months, the one that is not over included
    if match := re.fullmatch(r"(\d+) (day|week|month)s?", expression):
        first = _start(today, match[2], int(match[1]) - 1)
        return _between(sql, first, _next(today, match[2]))
    # as many that are over
    if match := re.fullmatch(r"(\d+) (day|week|month)s ago for \1 \2s", expression):
        return _between(sql, _start(today, match[2], int(match[1])), _start(today, match[2], 0))
    return None


def _between(sql: str, first: date, after: date) -> str:
    return f"({sql}) >= date '{first}' and ({sql}) < date '{after}'"


def _start(today: date, unit: str, back: int) -> date:
    """The first day of the unit that lies so many units before today's."""
    if unit == "day":
        return today - timedelta(days=back)
    if unit == "week":
        return today - timedelta(days=today.weekday() + 7 * back)
    months = today.year * 12 + today.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _next(today: date, unit: str) -> date:
    return _start(today, unit, -1)

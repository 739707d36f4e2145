"""How figures and times are written for people; pure functions of the figure."""

from __future__ import annotations

from datetime import date, datetime

NONE = "–"


def duration(seconds: float | None) -> str:
    """Seconds as `48 s`, `6 min 12 s` or `1 h 03 min`."""
    if seconds is None:
        return NONE
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    minutes = round(seconds / 60)
    return f"{minutes // 60:,} h {minutes % 60:02} min"


def count(number: int, noun: str = "") -> str:
    """A number of things: `1 ticket`, `1,234 tickets`."""
    if not noun:
        return f"{number:,}"
    plural = noun[:-1] + "ies" if noun.endswith("ry") else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"


def amount(number: float | None) -> str:
    """A figure that may have a fraction, with one digit of it: `14`, `2.5`."""
    if number is None:
        return NONE
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.1f}"


def share(part: int, whole: int) -> str:
    """Part of a whole in percent; only none and all are written as 0 % and 100 %."""
    if part in (0, whole):
        return "0 %" if part == 0 else "100 %"
    percent = 100 * part / whole
    if percent < 0.1:
        return "under 0.1 %"
    if percent > 99.9:
        return "over 99.9 %"
    return f"{percent:.1f} %" if percent < 10 or percent > 90 else f"{percent:.0f} %"


def day(value: date) -> str:
    """A date: `2 Mar 2026`."""
    return f"{value.day} {value:%b %Y}"


def moment(value: datetime) -> str:
    """A time: `Mon 2 Mar 2026 10:00`."""
    return f"{value:%a} {day(value)} {value:%H:%M}"


def label(name: str | None) -> str:
    """A name out of the logs; they may have none."""
    return name if name else "(none given)"

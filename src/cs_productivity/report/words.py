"""What the report says and how it writes figures, in one language; texts stand in texts/<language>.yml."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

LANGUAGES = ("en", "ja")
# a form for one thing, and one for any other number of them
_ONE, _OTHER = 0, 1


@cache
def load_texts(language: str) -> dict[str, Any]:
    """Return the texts of a language by section and name."""
    source = files("cs_productivity.report").joinpath("texts", f"{language}.yml")
    return yaml.safe_load(source.read_text(encoding="utf-8"))


class Words:
    """The texts of one language, and figures as it writes them; a name that the texts lack raises KeyError."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = load_texts(language)
        self._formats = self._texts["formats"]

    def __call__(self, name: str, /, **values: object) -> str:
        """Return a text by `section.name`, or just `name`, with its values filled in."""
        section, _, key = name.rpartition(".")
        return (self._texts[section] if section else self._texts)[key].format(**values)

    @property
    def none(self) -> str:
        """What stands for a figure that is not known."""
        return self._formats["none"]

    def duration(self, seconds: float | None) -> str:
        """Seconds as `48 s`, `6 min 12 s` or `1 h 03 min`."""
        if seconds is None:
            return self.none
        whole = round(seconds)
        if whole < 60:
            return self("formats.seconds", seconds=whole)
        if whole < 3600:
            return self("formats.minutes", minutes=whole // 60, seconds=f"{whole % 60:02}")
        minutes = round(seconds / 60)
        return self("formats.hours", hours=f"{minutes // 60:,}", minutes=f"{minutes % 60:02}")

    def count(self, number: int, thing: str = "") -> str:
        """A number, of things that the texts' `counts` name: `1 ticket`, `1,234 tickets`."""
        if not thing:
            return f"{number:,}"
        forms = self._texts["counts"][thing]
        return forms[_ONE if number == 1 else _OTHER].format(number=f"{number:,}")

    def amount(self, number: float | None) -> str:
        """A figure that may have a fraction, with one digit of it: `14`, `2.5`."""
        if number is None:
            return self.none
        return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.1f}"

    def share(self, part: float, whole: float) -> str:
        """Part of a whole in percent; only none and all are written as 0 % and 100 %."""
        if part in (0, whole):
            return "0 %" if part == 0 else "100 %"
        percent = 100 * part / whole
        if percent < 0.1:
            return self._formats["little"]
        if percent > 99.9:
            return self._formats["nearly_all"]
        return f"{percent:.1f} %" if percent < 10 or percent > 90 else f"{percent:.0f} %"

    def change(self, now: float, before: float) -> str:
        """A change in percent with its sign: `+3.1 %`, `−12 %`, `±0 %`."""
        if not before:
            return self.none
        percent = 100 * (now - before) / before
        digits = 0 if abs(percent) >= 10 else 1
        written = f"{abs(percent):.{digits}f}"
        sign = "±" if float(written) == 0 else "+" if percent > 0 else "−"
        return f"{sign}{written} %"

    def money(self, amount: float, currency: str) -> str:
        """An amount of money, without a fraction: `1,234 USD`."""
        sign = "−" if round(amount) < 0 else ""
        return self("formats.money", amount=f"{sign}{abs(amount):,.0f}", currency=currency)

    def day(self, value: date) -> str:
        """A date: `2 Mar 2026`."""
        month = self._formats["months"][value.month - 1]
        return self("formats.day", day=value.day, month=month, year=value.year)

    def moment(self, value: datetime) -> str:
        """A time: `Mon 2 Mar 2026 10:00`."""
        return self(
            "formats.moment",
            weekday=self.weekday(value.isoweekday()),
            day=self.day(value),
            hour=f"{value:%H}",
            minute=f"{value:%M}",
        )

    def weekday(self, number: int) -> str:
        """The short name of an ISO weekday; Monday is 1."""
        return self._formats["weekdays"][number - 1]

    @property
    def weekdays(self) -> list[str]:
        """The short names, from Monday."""
        return list(self._formats["weekdays"])

    def axis(self, kind: str) -> str:
        """The format of an axis of days or hours, as d3-time-format reads it."""
        return self._formats[f"axis_{kind}"]

    def label(self, name: str | None) -> str:
        """A name out of the logs; they may have none."""
        return name if name else self("names.no_name")

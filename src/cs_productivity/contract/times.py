r"""How a log writes times and dates, as patterns that JSON Schema's validators, DuckDB and Python read alike.

No \d and no look-around, so leap years are spelled out: what the patterns take, every engine can read.
"""

from __future__ import annotations

_YEAR = "(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})"
_LEAP_YEAR = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)"
_DAY = (
    f"({_YEAR}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    f"|02-(0[1-9]|1[0-9]|2[0-8]))|{_LEAP_YEAR}-02-29)"
)
_ZONE = "(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])"
DATE = f"^{_DAY}$"
# a time without a zone is UTC
TIME = f"^{_DAY}[T ]([01][0-9]|2[0-3])(:[0-5][0-9]){{2}}([.][0-9]{{1,9}})?{_ZONE}?$"


def from_year(year: int) -> str:
    """Return the pattern of texts that begin with this year (of four digits) or a later one."""
    digits = str(year)
    later = [
        f"{digits[:place]}[{int(digit) + 1}-9][0-9]{{{3 - place}}}"
        for place, digit in enumerate(digits)
        if digit != "9"
    ]
    return f"^({'|'.join([digits, *later])})-"

"""A comparison as Markdown, for a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cs_productivity.changes.comparison import Comparison, MartChange
from cs_productivity.changes.figures import EVERY_CHANNEL, Figure
from cs_productivity.english import count

# a moved figure below this share is noise of floating point
NOISE = 1e-9


def render(comparison: Comparison) -> str:
    """Return the whole comment; it ends with a line break."""
    return "\n".join(_lines(comparison)) + "\n"


def _lines(comparison: Comparison) -> Iterator[str]:
    differing = [mart for mart in comparison.marts if not mart.is_same]
    yield "## What this change does to the marts"
    yield ""
    yield _headline(comparison, differing)
    if comparison.failed:
        yield ""
        names = ", ".join(f"`{name}`" for name in comparison.failed)
        yield f"**Failed:** {names}. What stands on them is not compared."
    if not comparison.has_same_logs:
        yield ""
        yield "**The logs are not those of the state**: differences may come from them."
    if differing:
        yield ""
        yield "| mart | rows before | rows after | gone | new | columns |"
        yield "| --- | ---: | ---: | ---: | ---: | --- |"
        for mart in differing:
            cells = [
                _rows(mart.rows_before),
                _rows(mart.rows_after),
                f"{mart.gone_rows:,}",
                f"{mart.new_rows:,}",
            ]
            yield _row([f"`{mart.name}`", *cells, "; ".join(mart.columns)])
        yield ""
        yield "A row that changed counts as gone and as new."
    yield ""
    yield from _figures(comparison)


def _headline(comparison: Comparison, differing: list[MartChange]) -> str:
    same = [mart.name for mart in comparison.marts if mart.is_same]
    if not comparison.marts:
        return f"No mart was built anew; {count(len(comparison.untouched), 'mart')} stay as they are."
    return (
        f"{count(len(differing), 'mart')} {'differs' if len(differing) == 1 else 'differ'}, "
        f"{len(same):,} built anew {'is' if len(same) == 1 else 'are'} the same, and "
        f"{len(comparison.untouched):,} did not have to be built."
    )


def _figures(comparison: Comparison) -> Iterator[str]:
    if comparison.cannot_tell:
        yield f"**No figures**: {comparison.cannot_tell}"
        return
    moved = [figure for figure in comparison.figures if _is_moved(figure)]
    shown = [figure for figure in comparison.figures if figure.subject == EVERY_CHANNEL]
    shown += [figure for figure in moved if figure.subject != EVERY_CHANNEL]
    yield "### Figures"
    yield ""
    if not moved:
        yield "Volume, AHT and heads are what they were."
        yield ""
    yield from _table(shown)


def _table(figures: Iterable[Figure]) -> Iterator[str]:
    yield "| | figure | before | after | change |"
    yield "| --- | --- | ---: | ---: | ---: |"
    for figure in figures:
        values = [_value(figure.before, figure.unit), _value(figure.after, figure.unit)]
        yield _row([figure.subject, figure.name, *values, _change(figure)])


def _is_moved(figure: Figure) -> bool:
    if figure.before is None or figure.after is None:
        return figure.before is not figure.after
    return abs(figure.after - figure.before) > NOISE * max(abs(figure.before), abs(figure.after))


def _change(figure: Figure) -> str:
    if not _is_moved(figure):
        return "none"
    return "" if figure.change is None else f"**{figure.change:+.2%}**"


def _value(value: float | None, unit: str) -> str:
    if value is None:
        return "unknown"
    return f"{value:,.0f}" if unit == "inquiries" else f"{value:,.1f} {unit}"


def _rows(rows: int | None) -> str:
    return "no such mart" if rows is None else f"{rows:,}"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"

"""The one-page report: one HTML file that asks for nothing outside itself and runs no script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

from cs_productivity.report.cards import TITLE, Card, make_cards, period
from cs_productivity.report.formats import count, day, duration, label
from cs_productivity.summary import Group, Handling, Summary

MOST_REASONS = 10
# the space inside `7 min 19 s` or `88 %`, where no line should end
_UNIT_GAP = re.compile(r"(?<=\d) (?=(?:s|min|h|%)(?!\w))|(?<=\d min) (?=\d)|(?<=\d h) (?=\d)")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def render_page(summary: Summary) -> str:
    """Return the whole page; every text out of the data is escaped."""
    style = files("cs_productivity.report").joinpath("style.css").read_text(encoding="utf-8")
    parts = [
        _header(summary),
        '<div class="cards">' + "".join(map(_card, make_cards(summary))) + "</div>",
        '<div class="columns">',
        _section("By channel", _groups(summary.channels, "Channel"), _GROUPS_NOTE),
        _section("By contact reason", _groups(summary.reasons, "Reason", MOST_REASONS), _GROUPS_NOTE),
        "</div>",
        _section("Handling time per week", _weeks(summary), _WEEKS_NOTE),
        _section("People needed by hour", _heat(summary), _heat_note(summary)),
        _section("Quality of the logs", _quality(summary), _QUALITY_NOTE),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        # nothing but the style below may load or run, whatever a name in the data says
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(TITLE)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(parts)
        + "\n</main>\n</body>\n</html>\n"
    )


_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_GROUPS_NOTE = (
    "Handling is the average per completed ticket; the small figures are what the logs prove and what they "
    "cannot rule out."
)
_WEEKS_NOTE = (
    "The average per completed ticket, from what the logs prove to what they cannot rule out; tickets that "
    "are not final may still change. A partial week begins before the first inquiry or was not over yet."
)
_QUALITY_NOTE = (
    "Quarantined rows had a missing or impossible value in a column that must be right, and are kept apart "
    "with their reason. An unmapped row carries a word that no mapping knows; it still counts as work on its "
    "ticket."
)


def _header(summary: Summary) -> str:
    return f'<header><h1>{escape(TITLE)}</h1><p class="soft">{escape(period(summary))}</p></header>'


def _card(card: Card) -> str:
    return (
        f'<div class="card"><h2>{escape(card.title)}</h2><p class="value">{escape(card.value)}</p>'
        f'<p class="soft small">{_UNIT_GAP.sub("&nbsp;", escape(card.sentence))}</p></div>'
    )


def _section(title: str, body: str, note: str) -> str:
    return f'<section><h2>{escape(title)}</h2><p class="soft small">{escape(note)}</p>{body}</section>'


def _table(heads: Sequence[str], rows: Iterable[str], kind: str = "") -> str:
    """A table; the rows are HTML, the heads plain text."""
    cells = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    attribute = f' class="{kind}"' if kind else ""
    return (
        f'<div class="scroll"><table{attribute}><thead><tr>{cells}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _row(name: str, cells: Iterable[str], *more: str) -> str:
    """A row of a table: a name and cells of plain text, then cells that are HTML already."""
    # a long name may break after an underscore
    title = escape(name).replace("_", "_<wbr>")
    plain = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f'<tr><th scope="row" class="name">{title}</th>{plain}{"".join(more)}</tr>'


def _handling_cell(handling: Handling) -> str:
    """The average, with its bounds in small letters under it."""
    bounds = handling.bounds_seconds
    # the two may stand on a line each
    small = (
        f"<small><span>{duration(bounds[0])} –</span> <span>{duration(bounds[1])}</span></small>"
        if bounds
        else ""
    )
    return f"<td>{duration(handling.aht_seconds)}{small}</td>"


def _missing(sentence: str) -> str:
    return f"<p>{escape(sentence)}</p>"


def _groups(groups: Sequence[Group], head: str, most: int | None = None) -> str:
    if not groups:
        return _missing("There are no inquiries and no completed tickets.")
    rows = []
    for group in groups[:most]:
        counts = (group.inquiry_count, group.handling.ticket_count)
        rows.append(_row(label(group.name), map(count, counts), _handling_cell(group.handling)))
    table = _table((head, "Inquiries", "Completed", "Handling"), rows)
    hidden = groups[len(rows) :]
    if not hidden:
        return table
    inquiries = count(sum(group.inquiry_count for group in hidden), "inquiry")
    return table + f'<p class="soft small">{len(hidden)} more with {inquiries} together are not shown.</p>'


def _weeks(summary: Summary) -> str:
    weeks = [week for week in summary.weeks if week.handling.ticket_count]
    if not weeks:
        return _missing("No ticket that an agent worked on was completed.")
    widest = max(week.handling.high_seconds / week.handling.ticket_count for week in weeks) or 1.0
    rows = []
    for week in weeks:
        low, high = week.handling.bounds_seconds or (0.0, 0.0)
        point = week.handling.aht_seconds or 0.0
        left, width, mark = (100 * seconds / widest for seconds in (low, high - low, point))
        bar = (
            '<td class="range"><div class="track" aria-hidden="true">'
            f'<i style="left:{left:.1f}%;width:{width:.1f}%"></i>'
            f'<b style="left:calc({mark:.1f}% - .125rem)"></b></div></td>'
        )
        name = day(week.monday) + (" (partial)" if week.is_partial else "")
        counts = (week.handling.ticket_count, week.immature_count)
        rows.append(_row(name, map(count, counts), _handling_cell(week.handling), bar))
    return _table(("Week from", "Completed", "Not final", "Handling", ""), rows)


def _heat_note(summary: Summary) -> str:
    return (
        f"People needed in the busiest {summary.interval_minutes} minutes of the hour, averaged over the "
        f"days of that weekday, in {summary.time_zone} time; hours that never need anyone are left out."
        + (
            f" Channels without an answer are not in this: {summary.heads_missing_reason}"
            if summary.heads_missing_reason
            else ""
        )
    )


def _heat(summary: Summary) -> str:
    cells = summary.heads_by_hour
    most = max(cells.values(), default=0.0)
    if not most:
        return _missing("No headcount can be given for any hour.")
    hours = sorted({hour for (_, hour), needed in cells.items() if needed})
    rows = []
    for hour in hours:
        needs = [cells.get((weekday, hour), 0.0) for weekday in range(1, 8)]
        shaded = "".join(f'<td style="--h:{needed / most:.2f}">{needed:.1f}</td>' for needed in needs)
        rows.append(f'<tr><th scope="row">{hour:02}:00</th>{shaded}</tr>')
    return _table(("Hour", *WEEKDAYS), rows, "heat")


def _quality(summary: Summary) -> str:
    if not summary.quality:
        return _missing("No row of any log was received.")
    rows = []
    for source in summary.quality:
        counts = (source.row_count, source.duplicate_count, source.quarantined_count, source.unmapped_count)
        rows.append(_row(source.source, map(count, counts)))
    return _table(("Source", "Rows", "Duplicates", "Quarantined", "Unmapped"), rows)

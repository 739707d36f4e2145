"""The report's tables, as HTML; every text out of the data is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from cs_productivity.report.words import Words
from cs_productivity.summary import Group, Handling, Summary

MOST_REASONS = 10


def table(heads: Sequence[str], rows: Iterable[str], kind: str = "") -> str:
    """A table; the rows are HTML, the heads plain text."""
    cells = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    attribute = f' class="{kind}"' if kind else ""
    # what is wider than a phone is scrolled, by the keyboard too
    return (
        f'<div class="scroll" tabindex="0"><table{attribute}><thead><tr>{cells}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def row(name: str, cells: Iterable[str], *more: str) -> str:
    """A row of a table: a name and cells of plain text, then cells that are HTML already."""
    # a long name may break after an underscore
    title = escape(name).replace("_", "_<wbr>")
    plain = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f'<tr><th scope="row" class="name">{title}</th>{plain}{"".join(more)}</tr>'


def groups(found: Sequence[Group], head: str, words: Words, most: int | None = None) -> str:
    """Inquiries and handling per channel or reason."""
    if not found:
        return f"<p>{escape(words('sections.groups_none'))}</p>"
    rows = []
    for group in found[:most]:
        counts = (group.inquiry_count, group.handling.ticket_count)
        rows.append(row(words.label(group.name), map(words.count, counts), _handling(group.handling, words)))
    made = table(
        [words(f"heads.{name}") for name in (head, "inquiries", "completed", "handling")],
        rows,
    )
    hidden = found[len(rows) :]
    if not hidden:
        return made
    left_out = words(
        "sections.groups_hidden",
        number=len(hidden),
        inquiries=words.count(sum(group.inquiry_count for group in hidden), "inquiry"),
    )
    return f'{made}<p class="soft small">{escape(left_out)}</p>'


def heat(summary: Summary, words: Words) -> str:
    """People needed per hour and weekday, shaded."""
    cells = summary.heads_by_hour
    most = max(cells.values(), default=0.0)
    if not most:
        return f"<p>{escape(words('sections.hours_none'))}</p>"
    hours = sorted({hour for (_, hour), needed in cells.items() if needed})
    rows = []
    for hour in hours:
        needs = [cells.get((weekday, hour), 0.0) for weekday in range(1, 8)]
        shaded = "".join(f'<td style="--h:{needed / most:.2f}">{needed:.1f}</td>' for needed in needs)
        rows.append(f'<tr><th scope="row">{hour:02}:00</th>{shaded}</tr>')
    return table((words("heads.hour"), *words.weekdays), rows, "heat")


def quality(summary: Summary, words: Words) -> str:
    """Rows of each raw table, what became of them, and whether they come as they used to."""
    if not summary.quality:
        return f"<p>{escape(words('sections.quality_none'))}</p>"
    rows = []
    for source in summary.quality:
        counts = (source.row_count, source.duplicate_count, source.quarantined_count, source.unmapped_count)
        last = words.none if source.last_date is None else words.day(source.last_date)
        unusual = words.none if source.unusual_day_count is None else words.count(source.unusual_day_count)
        rows.append(row(source.source, [*map(words.count, counts), last, unusual]))
    heads = ("source", "rows", "duplicates", "quarantined", "unmapped", "last_arrival", "unusual_days")
    return table([words(f"heads.{name}") for name in heads], rows)


def runs(summary: Summary, words: Words) -> str:
    """How the last runs before this one ended."""
    if not summary.runs:
        return f"<p>{escape(words('sections.runs_none'))}</p>"
    rows = []
    for run in summary.runs:
        ended = words(f"runs.{run.status.replace(' ', '_')}")
        cells = [run.command, ended, words.duration(run.duration_seconds), run.failed_nodes or words.none]
        rows.append(row(words.moment(run.started_at), cells))
    return table([words(f"heads.{name}") for name in ("started", "command", "ended", "took", "failed")], rows)


def _handling(handling: Handling, words: Words) -> str:
    """The average, with its bounds in small letters under it."""
    bounds = handling.bounds_seconds
    # the two may stand on a line each
    small = (
        f"<small><span>{words.duration(bounds[0])} –</span> <span>{words.duration(bounds[1])}</span></small>"
        if bounds
        else ""
    )
    return f"<td>{words.duration(handling.aht_seconds)}{small}</td>"

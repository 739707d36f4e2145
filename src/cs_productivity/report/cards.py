"""The headlines: a figure each, and one sentence computed from the data that says how to take it."""

from __future__ import annotations

from dataclasses import dataclass

from cs_productivity.report.formats import NONE, amount, count, day, duration, moment, share
from cs_productivity.summary import Summary

TITLE = "Handling time, volume and headcount"


@dataclass(frozen=True)
class Card:
    """One headline; plain text, not escaped."""

    title: str
    value: str
    sentence: str


def make_cards(summary: Summary) -> list[Card]:
    """Return the headlines, in the order in which they are read."""
    return [
        _handling(summary),
        _inquiries(summary),
        _completed(summary),
        _peak(summary),
        _heads(summary),
        _quarantined(summary),
    ]


def period(summary: Summary) -> str:
    """The days that the figures cover, in one sentence."""
    if summary.first_date is None or summary.last_date is None:
        return (
            f"No inquiry reached the landing zone, so there is no period to report on ({summary.time_zone})."
        )
    days = f"{day(summary.first_date)} to {day(summary.last_date)}"
    return f"{days}, as of {moment(summary.as_of)}, in {summary.time_zone} time."


def _handling(summary: Summary) -> Card:
    title, bounds = "Handling time per ticket", summary.handling.bounds_seconds
    if bounds is None:
        if summary.completed_count:
            return Card(
                title, NONE, "No log shows an agent at work on a completed ticket, so it is not known."
            )
        return Card(title, NONE, "No ticket was completed, so there is nothing to average.")
    return Card(
        title,
        duration(summary.handling.aht_seconds),
        f"The logs prove {duration(bounds[0])} and cannot rule out {duration(bounds[1])}, on average over "
        f"{count(summary.handling.ticket_count, 'completed ticket')} that an agent worked on.",
    )


def _inquiries(summary: Summary) -> Card:
    if summary.first_date is None or summary.last_date is None:
        return Card("Inquiries", "0", "No ticket was created, so volume and headcount stay empty.")
    days = (summary.last_date - summary.first_date).days + 1
    average = amount(round(summary.inquiry_count / days, 1))
    return Card(
        "Inquiries",
        count(summary.inquiry_count),
        f"{average} a day over {count(days, 'day')}; merged tickets count once.",
    )


def _completed(summary: Summary) -> Card:
    total = summary.completed_count + summary.abandoned_count + summary.open_count
    if not total:
        return Card("Tickets completed", "0", "There is no ticket that could have been completed.")
    return Card(
        "Tickets completed",
        count(summary.completed_count),
        f"{share(summary.completed_count, total)} of {count(total, 'ticket')}; "
        f"{count(summary.abandoned_count)} abandoned, {count(summary.open_count)} still open, "
        f"and {count(summary.merged_count)} merged into another.",
    )


def _peak(summary: Summary) -> Card:
    title, peak = "Peak of inquiries", summary.peak
    if peak is None:
        return Card(title, NONE, "Without inquiries there is no peak.")
    times = peak.inquiry_count * summary.busy_interval_count / summary.inquiry_count
    return Card(
        title,
        f"{count(peak.inquiry_count)} in {summary.interval_minutes} min",
        f"On {moment(peak.starts_at)}: {times:.1f} times the average of the intervals in which any came.",
    )


def _heads(summary: Summary) -> Card:
    title, busiest, peak = "People needed at most", summary.busiest, summary.peak
    if busiest is None:
        reason = summary.heads_missing_reason
        why = f"the marts say: {reason}" if reason else "there are no inquiries with a known handling time"
        return Card(title, NONE, f"Nothing can be said about headcount yet: {why.rstrip('.')}.")
    more = ""
    if peak and peak != busiest and peak.needed is not None:
        more = f" The peak of inquiries needs {amount(peak.needed)}."
    if summary.heads_missing_reason:
        more += f" Intervals without an answer are not in this: {summary.heads_missing_reason}"
    return Card(
        title,
        amount(busiest.needed),
        f"On {moment(busiest.starts_at)}, {amount(busiest.low)} to {amount(busiest.high)} by the bounds of "
        f"handling time; with breaks and absence that is {amount(busiest.paid)} paid.{more}",
    )


def _quarantined(summary: Summary) -> Card:
    rows = sum(source.row_count for source in summary.quality)
    duplicates = sum(source.duplicate_count for source in summary.quality)
    quarantined = sum(source.quarantined_count for source in summary.quality)
    unmapped = sum(source.unmapped_count for source in summary.quality)
    if not rows:
        return Card("Rows quarantined", "0", "No row of any log was received.")
    return Card(
        "Rows quarantined",
        count(quarantined),
        f"Of {count(rows, 'row')} received that is {share(quarantined, rows)}; {count(duplicates)} came "
        f"twice and were dropped, {count(unmapped)} carry a word that no mapping knows.",
    )

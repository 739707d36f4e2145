"""The headlines: a figure each, and one sentence computed from the data that says how to take it."""

from __future__ import annotations

from dataclasses import dataclass

from cs_productivity.report.words import Words
from cs_productivity.summary import Summary, last_two_weeks


@dataclass(frozen=True)
class Card:
    """One headline; plain text, not escaped. `change` is what came of it against the week before, if it is known."""

    title: str
    value: str
    sentence: str
    change: str = ""


def make_cards(summary: Summary, words: Words) -> list[Card]:
    """Return the headlines, in the order in which they are read."""
    return [
        _handling(summary, words),
        _inquiries(summary, words),
        _completed(summary, words),
        _peak(summary, words),
        _heads(summary, words),
        _quarantined(summary, words),
    ]


def period(summary: Summary, words: Words) -> str:
    """The days that the figures cover, in one sentence."""
    if summary.first_date is None or summary.last_date is None:
        return words("period.none", zone=summary.time_zone)
    return words(
        "period.days",
        first=words.day(summary.first_date),
        last=words.day(summary.last_date),
        as_of=words.moment(summary.as_of),
        zone=summary.time_zone,
    )


def _handling(summary: Summary, words: Words) -> Card:
    title, bounds = words("cards.handling"), summary.handling.bounds_seconds
    if bounds is None:
        why = "cards.handling_unseen" if summary.completed_count else "cards.handling_none"
        return Card(title, words.none, words(why))
    change = ""
    if weeks := last_two_weeks(summary.weeks):
        now, before = (week.handling.aht_seconds for week in weeks)
        if now is not None and before:
            change = words(
                "cards.handling_change",
                change=words.change(now, before),
                week=words.day(weeks[0].monday),
                now=words.duration(now),
                before=words.duration(before),
            )
    return Card(
        title,
        words.duration(summary.handling.aht_seconds),
        words(
            "cards.handling_bounds",
            low=words.duration(bounds[0]),
            high=words.duration(bounds[1]),
            tickets=words.count(summary.handling.ticket_count, "completed_ticket"),
        ),
        change,
    )


def _inquiries(summary: Summary, words: Words) -> Card:
    title = words("cards.inquiries")
    if summary.first_date is None or summary.last_date is None:
        return Card(title, "0", words("cards.inquiries_none"))
    days = (summary.last_date - summary.first_date).days + 1
    change = ""
    weeks = last_two_weeks(summary.weeks)
    if weeks and weeks[1].inquiry_count:
        change = words(
            "cards.inquiries_change",
            change=words.change(weeks[0].inquiry_count, weeks[1].inquiry_count),
            week=words.day(weeks[0].monday),
            now=words.count(weeks[0].inquiry_count),
            before=words.count(weeks[1].inquiry_count),
        )
    return Card(
        title,
        words.count(summary.inquiry_count),
        words(
            "cards.inquiries_average",
            average=words.amount(round(summary.inquiry_count / days, 1)),
            days=words.count(days, "day"),
        ),
        change,
    )


def _completed(summary: Summary, words: Words) -> Card:
    title = words("cards.completed")
    total = summary.completed_count + summary.abandoned_count + summary.open_count
    if not total:
        return Card(title, "0", words("cards.completed_none"))
    return Card(
        title,
        words.count(summary.completed_count),
        words(
            "cards.completed_share",
            share=words.share(summary.completed_count, total),
            tickets=words.count(total, "ticket"),
            abandoned=words.count(summary.abandoned_count),
            open=words.count(summary.open_count),
            merged=words.count(summary.merged_count),
        ),
    )


def _peak(summary: Summary, words: Words) -> Card:
    title, peak = words("cards.peak"), summary.peak
    if peak is None:
        return Card(title, words.none, words("cards.peak_none"))
    times = peak.inquiry_count * summary.busy_interval_count / summary.inquiry_count
    return Card(
        title,
        words(
            "cards.peak_value",
            inquiries=words.count(peak.inquiry_count),
            minutes=summary.interval_minutes,
        ),
        words("cards.peak_when", moment=words.moment(peak.starts_at), times=f"{times:.1f}"),
    )


def _heads(summary: Summary, words: Words) -> Card:
    title, busiest, peak = words("cards.heads"), summary.busiest, summary.peak
    reason = summary.heads_missing_reason
    if busiest is None:
        if reason:
            return Card(title, words.none, words("cards.heads_reason", reason=reason.rstrip(".")))
        return Card(title, words.none, words("cards.heads_no_inquiries"))
    sentences = [
        words(
            "cards.heads_when",
            moment=words.moment(busiest.starts_at),
            low=words.amount(busiest.low),
            high=words.amount(busiest.high),
            paid=words.amount(busiest.paid),
        )
    ]
    if peak and peak != busiest and peak.needed is not None:
        sentences.append(words("cards.heads_at_peak", needed=words.amount(peak.needed)))
    if reason:
        sentences.append(words("cards.heads_incomplete", reason=reason))
    return Card(title, words.amount(busiest.needed), " ".join(sentences))


def _quarantined(summary: Summary, words: Words) -> Card:
    title = words("cards.quarantined")
    rows = sum(source.row_count for source in summary.quality)
    quarantined = sum(source.quarantined_count for source in summary.quality)
    if not rows:
        return Card(title, "0", words("cards.quarantined_none"))
    return Card(
        title,
        words.count(quarantined),
        words(
            "cards.quarantined_share",
            rows=words.count(rows, "row"),
            share=words.share(quarantined, rows),
            duplicates=words.count(sum(source.duplicate_count for source in summary.quality)),
            unmapped=words.count(sum(source.unmapped_count for source in summary.quality)),
        ),
    )

"""The summary as aligned plain text of fewer than 30 lines."""

from __future__ import annotations

import textwrap

from cs_productivity.report.cards import make_cards, period
from cs_productivity.report.words import Words
from cs_productivity.summary import Group, Summary

WIDTH = 100
MOST_CHANNELS = 8


def render_text(summary: Summary) -> str:
    """Return the headlines and a table by channel; no line is longer than 100 characters unless a name is."""
    words = Words("en")
    cards = make_cards(summary, words)
    titles = max(len(card.title) for card in cards)
    values = max(len(card.value) for card in cards)
    lines = [words("title"), period(summary, words), ""]
    for card in cards:
        start = f"{card.title:<{titles}}  {card.value:>{values}}  "
        lines += textwrap.wrap(
            card.sentence,
            WIDTH,
            initial_indent=start,
            subsequent_indent=" " * len(start),
            break_on_hyphens=False,
        )
    return "\n".join([*lines, *_channel_lines(summary.channels, words)])


def _channel_lines(channels: list[Group], words: Words) -> list[str]:
    if not channels:
        return []
    shown = channels[:MOST_CHANNELS]
    names = max(len("channel"), *(len(_plain(words.label(group.name))) for group in shown))
    lines = [
        "",
        f"{'channel':<{names}}{'inquiries':>11}{'completed':>11}{'handling':>14}{'low':>14}{'high':>14}",
    ]
    for group in shown:
        low, high = group.handling.bounds_seconds or (None, None)
        times = "".join(
            f"{words.duration(seconds):>14}" for seconds in (group.handling.aht_seconds, low, high)
        )
        lines.append(
            f"{_plain(words.label(group.name)):<{names}}{words.count(group.inquiry_count):>11}{words.count(group.handling.ticket_count):>11}{times}"
        )
    if len(channels) > MOST_CHANNELS:
        lines.append(f"and {words.count(len(channels) - MOST_CHANNELS, 'channel')}")
    return lines


def _plain(name: str) -> str:
    """A name without characters that would move the cursor or start a line."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)

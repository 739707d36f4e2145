"""The one-page report: one HTML file that asks for nothing outside itself, in every language at once."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

import vl_convert

from cs_productivity.report import tables
from cs_productivity.report.cards import Card, make_cards, period
from cs_productivity.report.figures import Figures
from cs_productivity.report.pictures import Picture, draw_pictures
from cs_productivity.report.words import LANGUAGES, Words
from cs_productivity.summary import Summary

# the space inside `7 min 19 s` or `88 %`, where no line should end
_UNIT_GAP = re.compile(r"(?<=\d) (?=(?:s|min|h|%)(?!\w))|(?<=\d min) (?=\d)|(?<=\d h) (?=\d)")
# the rows of a picture with more of them are found in its mart
MOST_ROWS = 400


def render_page(summary: Summary, figures: Figures) -> str:
    """Return the whole page; every text out of the data is escaped."""
    drawn = {language: draw_pictures(summary, figures, Words(language)) for language in LANGUAGES}
    charts = {
        language: {
            picture.name: {"spec": picture.chart, "rows": picture.rows}
            for picture in pictures
            if picture.chart
        }
        for language, pictures in drawn.items()
    }
    bodies = [_body(summary, drawn[language], Words(language)) for language in LANGUAGES]
    buttons = "".join(
        f'<button type="button" lang="{language}" value="{language}">{escape(Words(language)("language"))}</button>'
        for language in LANGUAGES
    )
    scripts = [_chart_library(), _resource("page.js")]
    # nothing but the style and the two scripts below may load or run, whatever a name in the data says; the charts'
    # library makes functions of the charts' expressions
    hashes = " ".join(f"'sha256-{_hash(script)}'" for script in scripts)
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src {hashes} 'unsafe-eval'; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{LANGUAGES[0]}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(Words(LANGUAGES[0])('title'))}</title>\n<style>\n{_resource('style.css')}</style>\n</head>\n"
        f"<body>\n<main>\n<nav hidden>{buttons}</nav>\n"
        + "\n".join(bodies)
        + f'\n</main>\n<script type="application/json" id="charts">{_json(charts)}</script>\n'
        + "\n".join(f"<script>{script}</script>" for script in scripts)
        + "\n</body>\n</html>\n"
    )


def _body(summary: Summary, pictures: list[Picture], words: Words) -> str:
    by_name = {picture.name: _picture(picture, words) for picture in pictures}
    parts = [
        f'<header><h1>{escape(words("title"))}</h1><p class="soft">{escape(period(summary, words))}</p></header>',
        '<div class="cards">' + "".join(_card(card) for card in make_cards(summary, words)) + "</div>",
        by_name.pop("aht"),
        by_name.pop("reasons"),
        '<div class="columns">',
        _groups("channels", tables.groups(summary.channels, "channel", words), words),
        _groups("reasons", tables.groups(summary.reasons, "reason", words, tables.MOST_REASONS), words),
        "</div>",
        '<div class="columns">',
        by_name.pop("volume"),
        _section(words("sections.hours"), tables.heat(summary, words), _hours_note(summary, words)),
        "</div>",
        by_name.pop("week"),
        '<div class="columns">',
        by_name.pop("drivers"),
        by_name.pop("steps"),
        "</div>",
        by_name.pop("releases"),
        by_name.pop("quality"),
        _section(words("sections.quality"), tables.quality(summary, words), words("sections.quality_note")),
        _section(words("sections.runs"), tables.runs(summary, words), words("sections.runs_note")),
    ]
    assert not by_name, "every picture has its place"
    hidden = "" if words.language == LANGUAGES[0] else " hidden"
    body = "\n".join(parts)
    return f'<div id="{words.language}" lang="{words.language}"{hidden}>\n{body}\n</div>'


def _card(card: Card) -> str:
    change = f'<p class="small">{_text(card.change)}</p>' if card.change else ""
    return (
        f'<div class="card"><h2>{escape(card.title)}</h2><p class="value">{escape(card.value)}</p>'
        f'{change}<p class="soft small">{_text(card.sentence)}</p></div>'
    )


def _picture(picture: Picture, words: Words) -> str:
    title, sentence = escape(picture.title), _text(picture.sentence)
    start = f'<section id="{words.language}-{picture.name}" class="picture"><h2>{title}</h2><p>{sentence}</p>'
    if not picture.cells:
        return f"{start}</section>"
    chart = ""
    if picture.chart:
        said = escape(f"{picture.title}: {picture.sentence}")
        chart = (
            f'<div class="chart" role="img" aria-label="{said}">'
            f"<noscript>{escape(words('pictures.script'))}</noscript></div>"
        )
    shown = picture.cells[-MOST_ROWS:]
    figures = tables.table(picture.heads, (tables.row(name, cells) for name, *cells in shown))
    return (
        f'{start}{chart}<p class="soft small">{escape(picture.note)}</p>'
        f"<details><summary>{escape(words('pictures.figures'))}</summary>{figures}</details></section>"
    )


def _section(title: str, body: str, note: str) -> str:
    return f'<section><h2>{escape(title)}</h2><p class="soft small">{escape(note)}</p>{body}</section>'


def _groups(name: str, body: str, words: Words) -> str:
    return _section(words(f"sections.{name}"), body, words("sections.groups_note"))


def _hours_note(summary: Summary, words: Words) -> str:
    note = words("sections.hours_note", minutes=summary.interval_minutes, zone=summary.time_zone)
    if not summary.heads_missing_reason:
        return note
    return f"{note} {words('sections.hours_incomplete', reason=summary.heads_missing_reason)}"


def _text(text: str) -> str:
    return _UNIT_GAP.sub("&nbsp;", escape(text))


def _json(value: Any) -> str:
    """JSON that cannot end the element it stands in."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace(
        "<", "\\u003c"
    )


def _resource(name: str) -> str:
    return files("cs_productivity.report").joinpath(name).read_text(encoding="utf-8")


@cache
def _chart_library() -> str:
    """Vega-Lite as one script, as the plotting library's package brings it."""
    return vl_convert.javascript_bundle().replace("</script", "<\\/script")


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")

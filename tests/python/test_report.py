"""The report as a page: well-formed, alone, escaped, equal to the marts, readable where they are empty."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from fake_marts import AGENT_KEY, ASKED, MARTS, TICKETS, WORKED, figure, make_marts, summarize

from cs_productivity.report import render_page, render_text
from cs_productivity.report.words import Words
from cs_productivity.summary import Summary

VOID = {"meta", "wbr"}
EMPTY = make_marts(TICKETS.head(0))
EN = Words("en")


class Page(HTMLParser):
    """The page of one language as text per heading: cards as values and sentences, tables as rows of cells."""

    def __init__(self, html: str, language: str = "en") -> None:
        super().__init__()
        self.language = language
        self.open: list[str] = []
        self.hides: list[bool] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: dict[str, list[str]] = {}
        self.tables: dict[str, list[list[str]]] = {}
        self.heading = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)
            language = dict(attrs).get("lang") if tag == "div" else None
            self.hides.append(language not in (None, self.language) or any(self.hides[-1:]))
        if any(self.hides[-1:]):
            return
        self.attributes += attrs
        if tag in ("h1", "h2"):
            self.heading = ""
        elif tag == "tr":
            self.tables.setdefault(self.heading, []).append([])
        elif tag in ("td", "th"):
            self.tables[self.heading][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.hides.pop()

    def handle_data(self, data: str) -> None:
        if any(self.hides[-1:]) or "script" in self.open:
            return
        if "h1" in self.open or "h2" in self.open:
            self.heading += data
        elif "td" in self.open or "th" in self.open:
            self.tables[self.heading][-1][-1] += data.replace("\xa0", " ")
        elif data.strip() and "style" not in self.open:
            self.texts.setdefault(self.heading, []).append(data.replace("\xa0", " "))

    @property
    def text(self) -> str:
        cells = [cell for table in self.tables.values() for row in table for cell in row]
        return "\n".join([*self.tables, *(text for texts in self.texts.values() for text in texts), *cells])


@pytest.fixture(scope="module")
def summary() -> Summary:
    return summarize(MARTS)


@pytest.fixture(scope="module")
def page() -> Page:
    return page_of(MARTS)


def page_of(marts: dict[str, pd.DataFrame], language: str = "en") -> Page:
    return Page(render_page(*figure(marts)), language)


def test_the_page_needs_nothing_from_outside(page: Page) -> None:
    assert not page.tags & {"link", "img", "iframe", "object", "form", "a", "base"}
    assert not [name for name, _ in page.attributes if name in ("src", "href") or name.startswith("on")]
    html = render_page(*figure(MARTS))
    assert "default-src 'none'" in html
    # addresses stand in the charts' library as names of standards; nothing of ours has one
    ours = re.sub(r"<script>.*?</script>", "", html, flags=re.S)
    assert not re.search(r"https?:|url\(|@import", ours)
    assert "prefers-color-scheme: dark" in html
    assert ("content", "width=device-width, initial-scale=1") in page.attributes


def test_only_the_two_scripts_of_the_page_may_run() -> None:
    html = render_page(*figure(MARTS))
    scripts = re.findall(r"<script>(.*?)</script>", html, flags=re.S)
    assert len(scripts) == 2
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    (policy,) = re.findall(r'content="(default-src[^"]*)"', html)
    assert re.findall(r"'sha256-([^']*)'", policy) == hashes
    assert "unsafe-inline" not in policy.partition("script-src")[2]


def test_the_headlines_equal_the_tickets(page: Page) -> None:
    cards = page.texts
    value, sentence = cards["Handling time per ticket"]
    assert value == EN.duration(WORKED.effort_seconds.mean())
    assert EN.duration(WORKED.effort_seconds_low.mean()) in sentence
    assert EN.duration(WORKED.effort_seconds_high.mean()) in sentence
    assert EN.count(len(WORKED), "completed_ticket") in sentence
    assert cards["Inquiries"][0] == str(len(ASKED))
    assert f"{len(ASKED) / 16:.1f} a day over 16 days" in cards["Inquiries"][1]
    assert cards["Tickets completed"][0] == str(TICKETS.is_completed.sum())
    assert (
        f"{TICKETS.is_abandoned.sum()} abandoned, {(TICKETS.status == 'open').sum()} still open"
        in (cards["Tickets completed"][1])
    )
    busiest = ASKED.groupby(ASKED.created_at.dt.floor("30min")).size()
    assert cards["Peak of inquiries"][0] == f"{busiest.max()} in 30 min"
    assert f"{busiest.max() / busiest.mean():.1f} times the average" in cards["Peak of inquiries"][1]
    assert cards["Rows quarantined"] == [
        "63",
        "Of 123,400 rows received that is under 0.1 %; 1,234 came twice and were dropped, "
        "10 carry a word that no mapping knows.",
    ]


def test_the_tables_equal_the_tickets(page: Page) -> None:
    for heading, column, rows in (("By channel", "channel", 3), ("By contact reason", "contact_reason", 10)):
        head, *body = page.tables[heading]
        assert head[1:] == ["Inquiries", "Completed", "Handling"]
        assert len(body) == rows
        for name, inquiries, completed, handling in body:
            worked = WORKED[WORKED[column] == name]
            assert inquiries == str((ASKED[column] == name).sum())
            assert completed == str(len(worked))
            low, high = (
                EN.duration(worked.effort_seconds_low.mean()),
                EN.duration(worked.effort_seconds_high.mean()),
            )
            assert handling == f"{EN.duration(worked.effort_seconds.mean())}{low} – {high}"
    shown = {row[0] for row in page.tables["By contact reason"][1:]}
    hidden = ASKED[~ASKED.contact_reason.isin(shown)]
    assert f"3 more with {len(hidden)} inquiries together are not shown." in page.texts["By contact reason"]
    assert page.tables["Quality of the logs"][1:] == [
        ["backend_action_logs", "120,000", "1,200", "56", "9", "6 Mar 2026", "2"],
        ["tickets", "3,400", "34", "7", "1", "–", "–"],
    ]
    assert page.tables["Builds before this one"][1:3] == [
        ["Sat 7 Mar 2026 12:00", "build", "failed", "1 min 15 s", "fct_tickets_is_sound"],
        ["Fri 6 Mar 2026 12:00", "build", "cut short", "–", "–"],
    ]


def test_the_heat_table_shows_each_hour_and_weekday(summary: Summary, page: Page) -> None:
    head, *body = page.tables["People needed by hour"]
    assert head == ["Hour", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert len(body) == 24
    for row in body:
        hour = int(row[0].removesuffix(":00"))
        assert row[1:] == [f"{summary.heads_by_hour[weekday, hour]:.1f}" for weekday in range(1, 8)]
    shades = [
        float(value[4:])
        for name, value in page.attributes
        if name == "style" and value and value[:4] == "--h:"
    ]
    assert len(shades) == 7 * 24
    assert max(shades) == 1


def test_nothing_per_agent_is_on_the_page(summary: Summary) -> None:
    assert AGENT_KEY in MARTS["fct_agent_intervals"].agent_key.tolist()
    assert AGENT_KEY not in render_page(*figure(MARTS)) + render_text(summary)


def test_every_text_from_the_data_is_escaped() -> None:
    nasty = "<script>alert(1)</script>\"'&amp;"
    tickets = TICKETS.assign(channel=nasty, contact_reason=nasty)
    marts = make_marts(tickets)
    marts["agg_log_quality_daily"]["source"] = nasty
    plan = marts["fct_required_headcount"]
    marts["fct_required_headcount"] = plan.assign(
        required_agents=plan.required_agents.mask(plan.inquiry_count > 0), status_reason=nasty
    )
    html = render_page(*figure(marts))
    page = Page(html)
    # the library, the page's own script, and the charts' data
    assert html.count("<script") == 3
    assert "alert(1)</" not in html
    (charts,) = re.findall(r'<script type="application/json" id="charts">(.*?)</script>', html)
    assert json.loads(charts)["en"]["aht"]["rows"][0]["name"] == nasty
    for heading in ("By channel", "By contact reason", "Quality of the logs"):
        assert page.tables[heading][1][0] == nasty
    assert nasty in page.texts["People needed at most"][1]


def test_a_project_without_any_row_says_so_in_sentences() -> None:
    of_logs = ("agg_log_quality_daily", "agg_log_arrivals_daily", "fct_dbt_runs")
    marts = EMPTY | {name: MARTS[name].head(0) for name in of_logs}
    summary = summarize(marts)
    page, text = Page(render_page(*figure(marts))), " ".join(render_text(summary).split())
    assert page.tables == {}
    for sentence in (
        "No inquiry reached the landing zone, so there is no period to report on (America/New_York).",
        "No ticket was completed, so there is nothing to average.",
        "No ticket was created, so volume and headcount stay empty.",
        "Without inquiries there is no peak.",
        "Nothing can be said about headcount yet: there are no inquiries with a known handling time.",
        "No row of any log was received.",
    ):
        assert sentence in page.text
        assert sentence in text
    for sentence in (
        "No ticket that an agent worked on was completed.",
        "No headcount can be given for any hour.",
        "No build before this one is known.",
    ):
        assert sentence in page.text
    assert not re.search(r"\b(nan|none|null|inf)\b", page.text, re.IGNORECASE)


def test_inquiries_of_which_none_is_completed_yet() -> None:
    tickets = TICKETS.assign(is_completed=False, is_abandoned=False, status="open", is_merged=False)
    marts = make_marts(tickets)
    plan = marts["fct_required_headcount"]
    heads = ["required_agents", "required_agents_low", "required_agents_high", "paid_agents"]
    reason = "No inquiry of this channel has matured yet."
    marts["fct_required_headcount"] = plan.assign(
        **{name: plan[name].mask(plan.inquiry_count > 0) for name in heads}, status_reason=reason
    )
    page = page_of(marts)
    assert page.texts["Handling time per ticket"] == [
        "–",
        "No ticket was completed, so there is nothing to average.",
    ]
    assert page.texts["Inquiries"][0] == "600"
    assert page.texts["Tickets completed"][0] == "0"
    assert page.texts["People needed at most"] == [
        "–",
        "Nothing can be said about headcount yet: the marts say: No inquiry of this channel has matured yet.",
    ]
    assert [row[1:] for row in page.tables["By channel"][1:] if row[3] != "–"] == []


def test_completed_tickets_that_no_agent_worked_on() -> None:
    marts = make_marts(TICKETS.assign(agent_count=0))
    page = page_of(marts)
    assert page.texts["Handling time per ticket"] == [
        "–",
        "No log shows an agent at work on a completed ticket, so it is not known.",
    ]
    assert page.texts["Tickets completed"][0] == str(TICKETS.is_completed.sum())


def test_one_ticket_is_written_in_the_singular() -> None:
    one = TICKETS.head(1).assign(status="closed", is_completed=True, is_abandoned=False, is_merged=False)
    one = one.assign(completed_at=pd.Timestamp("2026-03-10 12:00"), agent_count=1)
    text = " ".join(render_text(summarize(make_marts(one))).split())
    assert "over 1 completed ticket that" in text
    assert "100 % of 1 ticket;" in text
